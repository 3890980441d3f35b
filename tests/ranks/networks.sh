#!/bin/sh
# networks.sh COMMAND...: two machines in one, as root. Two network namespaces, each with a host
# name and an address of its own (10.99.0.1, 10.99.0.2), and one cable between them; COMMAND
# runs in the first, with AGENT in its environment: `$AGENT HOST COMMAND...` runs a command on
# a host, as ssh would. All is gone when COMMAND has ended.
set -eu
name=dc$$
folder=$(mktemp -d)
cleanup() {
    for k in 1 2; do ip netns delete "$name-$k" 2>/dev/null || true; done
    rm -rf "$folder"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
for k in 1 2; do
    ip netns add "$name-$k"
    ip -n "$name-$k" link set lo up
done
ip -n "$name-1" link add cable1 type veth peer name cable2
ip -n "$name-1" link set cable2 netns "$name-2"
for k in 1 2; do
    ip -n "$name-$k" address add "10.99.0.$k/24" dev "cable$k"
    ip -n "$name-$k" link set "cable$k" up
done
cat >"$folder/on" <<EOF
#!/bin/sh
host=\$1
shift
exec ip netns exec "$name-\${host##*.}" unshare --uts sh -c "hostname \\"\\\$0\\"; \$*" "node\${host##*.}"
EOF
chmod +x "$folder/on"
AGENT=$folder/on
export AGENT
"$AGENT" 10.99.0.1 "exec $*"
