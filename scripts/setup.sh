#!/bin/sh
# setup.sh base|dev : the locked environment in .venv/ and the libraries of the PDF. Does nothing when all is there.
set -eu
cd "$(dirname "$0")/.."
. scripts/say.sh
. scripts/system.sh

wanted=${1:?base or dev}
lock=requirements/$wanted.txt
python=.venv/bin/python

# The first Python on the path that is new enough; $PYTHON, where given, before all.
find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "needs Python 3.11 or newer; install it: apt-get install python3 (Debian 12, Ubuntu 24.04) or brew install python@3.12"
}

make_venv() {
    found=$(find_python)
    if ! "$found" -c 'import venv, ensurepip' 2>/dev/null; then
        package="python3-venv"
        case $found in */*) ;; python3.*) package="$found-venv" ;; esac
        mkdir -p .venv
        can_install_packages && install_packages "$package" || true
        "$found" -c 'import venv, ensurepip' 2>/dev/null ||
            fail "Python's venv module is missing; install it: sudo apt-get install $package"
    fi
    say "making the environment in .venv ($("$found" --version))"
    "$found" -m venv --clear .venv 2>/dev/null ||
        fail "could not make .venv with $found; remove .venv, see that the disk has room, and try again"
}

# stamp LOCK : its content names the lock file by hash, so that a changed lock is installed again.
stamp() { echo ".venv/.installed-$(cksum <"$1" | tr -d ' ')"; }

install_lock() {
    say "installing $lock (half a minute)"
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 "$python" -m pip install --quiet --no-deps --require-hashes \
        --retries 2 --timeout 30 -r "$lock" >.venv/pip.log 2>&1 || {
        if grep -q 'do not match the hashes' .venv/pip.log; then
            fail "a package differs from its hash in $lock; nothing was installed from it (.venv/pip.log says which)"
        elif grep -qi 'no space left' .venv/pip.log; then
            fail "the disk is full; make room (about 500 MB) and try again"
        fi
        fail "could not fetch the Python packages; check the network, or pip's proxy and index settings (.venv/pip.log says more)"
    }
    touch "$(stamp "$lock")"
    # dev.txt is base.txt and more, at the same versions
    [ "$wanted" = base ] || touch "$(stamp requirements/base.txt)"
}

# WeasyPrint draws with pango, which pip cannot install. Without it all works but the PDF.
pango_works() { "$python" -W error -c 'import weasyprint' >/dev/null 2>&1; }

install_pango() {
    pango_works && return
    if can_install_packages; then
        install_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ||
            install_packages libpango-1.0-0 libpangoft2-1.0-0 || true
        pango_works && return
    fi
    case $(uname -s) in
        Darwin) advice="brew install pango" ;;
        *) advice="sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" ;;
    esac
    say "the printed programme (PDF) needs the pango library; all else works without. Install it: $advice"
    return 1
}

"$python" -c 'import pip, sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null || make_venv
[ -e "$(stamp "$lock")" ] || install_lock
[ -e .venv/.pango ] || { install_pango && touch .venv/.pango; } || true
