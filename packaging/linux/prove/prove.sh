#!/usr/bin/env bash
# prove.sh [FOLDER]: install the .deb that was built last on a Debian 12 that has nothing, and prove it.
#
# Installed by apt alone; the self-test; the main job through AT-SPI from outside; a newer version
# over it with 10,000 people in the file; full disks, an older version, two installs at once; removal.
# Needs root, debootstrap and, but for apt, no network. Its pictures stay in FOLDER (default: a new
# one below /tmp). Each line is a thing proved; it ends with the first that is not.
set -euo pipefail

if [ "${1:-}" != --inside ]; then
    if [ "$(id -u)" != 0 ] || ! command -v debootstrap >/dev/null; then
        echo "The proof needs root and debootstrap: apt-get install debootstrap" >&2
        exit 3
    fi
    folder=${1:-$(mktemp -d /tmp/attend-prove-XXXX)}
    mkdir -p "$folder"
    folder=$(realpath "$folder")
    # Its mounts and programs end with it, whatever happens.
    exec unshare --mount --pid --fork --kill-child "$0" --inside "$folder"
fi

folder=$2
here=$(dirname "$0")
root=$folder/root
old=$(find dist -name 'attend_*_amd64.deb' -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -n 1 | cut -d' ' -f2)
[ -n "$old" ] || { echo "There is no package yet: make package-linux" >&2; exit 3; }
old_version=$(dpkg-deb -f "$old" Version)
new_version=$old_version+next
log=$folder/log
: >"$log"

ok() { printf 'ok      %s\n' "$*"; }
fail() {
    printf 'FAILED  %s\n' "$*"
    tail -n 20 "$log"
    exit 1
}
inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root "$@" </dev/null
}
install() { inside apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1; }
# At the desk: not root, and no network at all.
desk() { inside unshare --net runuser -u desk -- env HOME=/home/desk "$@"; }
window() { desk dbus-run-session -- /prove/screen.sh /prove/main_job.py "$@" 2>>"$log"; }
# A refusal in words, and no traceback: refused WORDS COMMAND...
refused() {
    local words=$1 said
    shift
    if said=$("$@" 2>&1); then
        fail "not refused: $*"
    fi
    printf '%s\n' "$said" >>"$log"
    [[ $said == *"$words"* && $said != *Traceback* ]] || fail "refused, but not with “$words”: $said"
}
people() { desk python3 /prove/people.py "$1"; }
revision() { desk python3 /prove/people.py "$1" --revision; }
checked() { desk attend check --database "sqlite:///$1" >>"$log" 2>&1 || fail "attend check $1"; }

# -- a Debian that has nothing --------------------------------------------------------------------
if [ ! -e "$folder/base.tar" ]; then
    # shellcheck disable=SC2016 # apt's own variables
    mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Identifier: Packages' |
        awk '$2 == "bookworm" { print $1; exit }')}
    [ -n "$mirror" ] || fail "apt knows no mirror of Debian 12 here: MIRROR=http://... make prove-linux"
    debootstrap --variant=minbase bookworm "$folder/base" "$mirror" >>"$log" 2>&1 || fail debootstrap
    tar -C "$folder/base" -cf "$folder/base.tar" .
    rm -rf "$folder/base"
fi
rm -rf "$root"
mkdir "$root"
tar -C "$root" -xf "$folder/base.tar"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
cp /etc/resolv.conf "$root/etc/"
# How this machine's apt reaches its mirrors; its hooks stay away.
apt-config dump | grep -E '^Acquire::(http|https|Check)' >"$root/etc/apt/apt.conf.d/90here" || true
cp -r "$here" "$root/prove"
cp "$old" "$root/prove/old.deb"
inside useradd --create-home desk
inside apt-get update -qq >>"$log" 2>&1 || fail "apt-get update"

install /prove/old.deb || fail "apt-get install of $old"
inside sh -c '! command -v python3' >>"$log" || fail "there is a Python"
ok "installed by apt alone, $(grep -c '^Setting up' "$log") packages, no Python among them"
inside sh -c 'LD_LIBRARY_PATH=/usr/lib/attend/_internal find /usr/lib/attend -name "*.so*" -type f -exec ldd {} +' 2>>"$log" |
    awk '/not found/ { print $1 }' | sort -u >"$folder/missing"
grep -vE '^lib(cups|wayland-(client|cursor|egl))\.so' "$folder/missing" >>"$log" &&
    fail "libraries are missing"
ok "every library is there; only for printers and Wayland: $(tr '\n' ' ' <"$folder/missing")"
desk attend --self-test -platform offscreen >>"$log" 2>&1 || fail "self-test"
[ "$(inside find /home/desk /tmp -type f -not -path '*/fontconfig/*' -newer /prove/old.deb)" = "" ] ||
    fail "the self-test left something"
ok "the self-test passes for somebody who is not root, without network, and leaves nothing"

# -- the main job, from outside -------------------------------------------------------------------
install xvfb openbox scrot x11-utils dbus at-spi2-core python3-pyatspi gir1.2-atspi-2.0 ||
    fail "tools of the proof"
data=/home/desk/.local/share/attend
practice=$data/attend.db
desk mkdir -p "$data"
desk attend demo --no-window --people 10000 --database "sqlite:///$practice" >>"$log" 2>&1 ||
    fail "10,000 people"
mkdir -p "$root/etc/attend"
cat >"$root/etc/attend/site.toml" <<SITE
database = "sqlite:///$practice"
desk_name = "Front desk"
text_percent = 110
SITE
cp "$root/etc/attend/site.toml" "$folder/site.toml"
desk attend demo --no-window --people 300 --database sqlite:////tmp/small.db >>"$log" 2>&1 ||
    fail "300 people"
cp "$root/tmp/small.db" "$folder/small.db"
window job "$practice" /tmp/booked.png || fail "the main job"
cp "$root/tmp/booked.png" "$folder/booked.png"
checked "$practice"
before=$(people "$practice")

# -- a newer one over it --------------------------------------------------------------------------
new=$folder/newer/dist/attend_${new_version}_amd64.deb
if [ ! -e "$new" ] || [ "$(git rev-parse HEAD)" != "$(cat "$folder/newer/commit" 2>/dev/null)" ]; then
    "$here/newer.sh" "$folder/newer" "$new_version" >>"$log" 2>&1 || fail "the newer version"
    git rev-parse HEAD >"$folder/newer/commit"
fi
cp "$new" "$root/prove/new.deb"
old_revision=$(revision "$practice")

# No room for the program: dpkg takes back what it began.
mount -t tmpfs -o size=200m tmpfs "$root/mnt"
cp -a "$root/usr/lib/attend/." "$root/mnt/"
mount --move "$root/mnt" "$root/usr/lib/attend"
refused "No space left on device" inside dpkg -i /prove/new.deb
[ "$(desk attend --version)" = "attend, version $old_version" ] || fail "another version after a full disk"
desk attend --self-test -platform offscreen >>"$log" 2>&1 || fail "the old one after a full disk"
umount "$root/usr/lib/attend"
install --reinstall /prove/old.deb || fail "the old one again"
ok "a disk that is full while the newer one is unpacked: dpkg says so, the old one still works"

# Two installs at once.
inside python3 -c 'import fcntl, time
with open("/var/lib/dpkg/lock-frontend", "w") as lock:
    fcntl.lockf(lock, fcntl.LOCK_EX)
    time.sleep(6)' 2>>"$log" &
other=$!
sleep 1
refused "Could not get lock" inside apt-get install -y /prove/new.deb
wait "$other" || fail "holding the lock"
ok "two installs at once: the second is told of the other’s lock, nothing changes"

# A window that is open meanwhile goes on.
window during "$practice" >>"$log" &
open=$!
until [ -e "$root/tmp/window-open" ] || ! kill -0 "$open" 2>/dev/null; do sleep 0.2; done
install /prove/new.deb || fail "apt-get install of $new_version"
touch "$root/tmp/newer-is-here"
wait "$open" || fail "the window that was open while the newer one was installed"
[ "$(desk attend --version)" = "attend, version $new_version" ] || fail "not the newer version"
ok "$new_version is installed over $old_version; a window open meanwhile books and undoes on"

window look "$practice" /tmp/upgraded.png >>"$log" || fail "the first start of the newer one"
cp "$root/tmp/upgraded.png" "$folder/upgraded.png"
copy=$(inside find "$data" -name 'attend-before-upgrade-*.db')
[ "$(revision "$practice")" = 9998 ] || fail "the schema was not upgraded"
[ "$(revision "$copy")" = "$old_revision" ] || fail "the copy is not of the schema before"
after=$(people "$practice")
[ "$after" = "$before" ] && [ "$(people "$copy")" = "$before" ] || fail "$before, then $after"
checked "$practice"
[ "$(cat "$root/etc/attend/site.toml")" = "$(cat "$folder/site.toml")" ] || fail "the site file"
ok "its first start copies and upgrades the database: the same ${before%% *} people, check is clean"

# -- what goes wrong with the database ------------------------------------------------------------
small=$folder/small.db
bytes=$(stat -c %s "$small")
on_disk() { # on_disk SIZE: the small practice of the older version, on a disk of that size
    umount "$root/mnt" 2>/dev/null || true
    mount -t tmpfs -o "size=$1" tmpfs "$root/mnt"
    cp "$small" "$root/mnt/small.db"
    inside chown -R desk: /mnt
}
unchanged() {
    [ "$(revision /mnt/small.db)" = "$old_revision" ] || fail "the schema changed"
    [ "$(people /mnt/small.db)" = "$small_people" ] || fail "other people"
}
small_people=$(people /tmp/small.db)
on_disk $((bytes + 2000000))
refused "The disk is full" desk attend upgrade --database sqlite:////mnt/small.db
unchanged
left=$(find "$root/mnt" -name '*before-upgrade*')
[ -z "$left" ] || fail "something is left: $left"
ok "no room for the copy: said, nothing changed, nothing left"
on_disk $((2 * bytes + 600000))
refused "The disk is full" desk attend upgrade --database sqlite:////mnt/small.db
unchanged
ok "no room for the upgrade itself: said, the database is as it was"
on_disk $((3 * bytes))
inside chown root: /mnt
inside chmod 755 /mnt
refused "can’t be written" desk attend upgrade --database sqlite:////mnt/small.db
inside chown desk: /mnt
unchanged
ok "a folder that can’t be written: said, nothing changed"

install --allow-downgrades /prove/old.deb || fail "going back to $old_version"
checked /mnt/small.db
refused "newer Attend" desk attend check --database "sqlite:///$practice"
window refused "$practice" "This practice was last opened with a newer Attend" >>"$log" ||
    fail "the older window on a newer database"
[ "$(people "$practice")" = "$before" ] || fail "the older one changed a newer database"
ok "the older version refuses the newer database in words, and still opens what it knows"
back=$data/back.db
desk attend restore "$copy" --database "sqlite:///$back" >>"$log" 2>&1 || fail "restore of the copy"
[ "$(people "$back")" = "$before" ] || fail "the copy put back has other people"
checked "$back"
ok "the copy made before the upgrade is put back with the older version: the same people"

# -- removal --------------------------------------------------------------------------------------
install /prove/new.deb || fail "the newer one again"
inside apt-get remove -y attend >"$folder/removed" 2>&1 || fail "apt-get remove"
cat "$folder/removed" >>"$log"
grep -q "sqlite:///$practice, the practice" "$folder/removed" || fail "removing does not say where"
[ ! -e "$root/usr/lib/attend" ] && [ ! -e "$root/usr/bin/attend" ] || fail "the program is there"
[ "$(people "$practice")" = "$before" ] || fail "the practice after removal"
install /prove/new.deb || fail "installing again"
[ "$(people "$practice")" = "$before" ] || fail "the practice after installing again"
checked "$practice"
ok "removed, it says where the practice is; installed again, everybody is there"
inside timeout 60 apt-get purge -y attend >>"$log" 2>&1 || fail "apt-get purge"
[ "$(people "$practice")" = "$before" ] && [ -e "$root/etc/attend/site.toml" ] ||
    fail "purge took the practice or the site file"
[ -z "$(inside dpkg-query -W -f '${db:Status-Status}' attend 2>/dev/null)" ] || fail "dpkg knows it still"
ok "purged without a question: practice and site file stay"
echo "Attend $old_version is proved on a bare Debian 12. Pictures: $folder"
