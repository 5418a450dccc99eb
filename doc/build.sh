#!/usr/bin/env bash
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
#
# Makes the documentation, guide and reference, as one site: build/doc/site/index.html. Any warning and any link that leads nowhere
# is an error. Installs what it needs, as .ci/setup does.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.ci/setup doc
for picture in ladder states floors; do
    python3 doc/$picture.py --check
done
rm -rf build/doc/site
mkdir -p build/doc
doxygen doc/Doxyfile
python3 doc/site/finish.py build/doc/site
