namespace LightKube.Commands.Dev;

/// <summary>What happens first inside a node's namespaces.</summary>
internal static class NodeInit
{
    /// <summary>
    /// Runs as process 1 of the node, with the machine's file system in view. It mounts what belongs to the namespaces (proc, sys, the cgroup
    /// hierarchies, whose root is the node's own cgroup), hides what belongs to the machine (its /run with other runtimes' sockets, its logs,
    /// its resolvers), and becomes the pause program.
    /// </summary>
    internal const string Script = """
        set -eu
        for file in $NODE_CGROUPS; do echo $$ >"$file"; done
        hostname "$NODE_NAME"
        mount -t proc proc /proc

        hierarchies=$(awk '$3 == "cgroup" || $3 == "cgroup2" { print $2, $3, $4 }' /proc/self/mounts)
        umount --recursive --lazy /sys
        mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
        echo "$hierarchies" | grep -q '^/sys/fs/cgroup cgroup2' ||
          mount -t tmpfs -o nosuid,nodev,noexec,mode=755 cgroup /sys/fs/cgroup
        echo "$hierarchies" | while read -r where type options; do
          mkdir -p "$where"
          if [ "$type" = cgroup2 ]; then
            mount -t cgroup2 cgroup2 "$where"
          else
            controllers=$(echo "$options" | tr , '\n' | grep -vE '^(rw|ro|.*atime|nosuid|nodev|noexec|xattr|clone_children|release_agent=.*)$' | paste -sd, -)
            mount -t cgroup -o "$controllers" cgroup "$where"
          fi
        done

        mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs /run
        mkdir -p /run/lock
        mount --bind "$NODE_LOGS" /var/log
        resolvers=$(readlink -m /etc/resolv.conf)
        mkdir -p "$(dirname "$resolvers")"
        [ -e "$resolvers" ] || : >"$resolvers"
        mount --bind "$NODE_RESOLVERS" "$resolvers"
        # As systemd does on a real machine: volumes with mount propagation need it.
        mount --make-rshared /

        echo 1 >/proc/sys/net/ipv4/ip_forward
        exec "$NODE_PAUSE"
        """;
}
