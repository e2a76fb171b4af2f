# Sourced by the other scripts: packages of the operating system, where we may install them ourselves.

# True where `install_packages` can work: Debian or Ubuntu, as root or with sudo that asks nothing.
can_install_packages() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# install_packages NAME... : quiet; what apt said is in .venv/packages.log.
install_packages() {
    say "installing $* (apt-get)"
    as_root=""
    [ "$(id -u)" = 0 ] || as_root="sudo -n"
    if [ -z "${package_list_renewed:-}" ]; then
        $as_root apt-get update -qq >.venv/packages.log 2>&1 || return 1
        package_list_renewed=yes
    fi
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
        >>.venv/packages.log 2>&1 </dev/null
}
