using System.Text;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>Writes containerd's <c>config.toml</c>, in the version that 1.6, 1.7 and 2.x all read.</summary>
internal static class ContainerdConfig
{
    // Loaded by default, of no use to us: each costs start-up time and memory.
    private static readonly string[] UnusedPlugins =
    [
        "io.containerd.snapshotter.v1.aufs",
        "io.containerd.snapshotter.v1.btrfs",
        "io.containerd.snapshotter.v1.devmapper",
        "io.containerd.snapshotter.v1.zfs",
        "io.containerd.snapshotter.v1.blockfile",
        "io.containerd.internal.v1.opt",
        "io.containerd.internal.v1.tracing",
        "io.containerd.tracing.processor.v1.otlp",
        "io.containerd.nri.v1.nri",
    ];

    internal static string Render(ContainerdSettings settings)
    {
        var toml = new Toml();
        toml.Set("version", 2);
        toml.Set("root", settings.Root);
        toml.Set("state", settings.State);
        toml.Set("disabled_plugins", UnusedPlugins);
        // The runtime should be the last thing that the kernel kills.
        toml.Set("oom_score", settings.MayLowerOomScore ? -999 : 0);

        toml.Table("grpc");
        toml.Set("address", settings.Socket);
        toml.Table("debug");
        toml.Set("level", "warn");

        WriteCri(toml, settings);
        return toml.ToString();
    }

    private static void WriteCri(Toml toml, ContainerdSettings settings)
    {
        const string cri = "io.containerd.grpc.v1.cri";
        toml.Table("plugins", cri);
        toml.Set("sandbox_image", settings.SandboxImage);
        toml.Set("stream_server_address", "127.0.0.1");
        toml.Set("stream_server_port", "0");
        toml.Set("enable_selinux", false);
        toml.Set("enable_unprivileged_ports", true);
        toml.Set("enable_unprivileged_icmp", true);
        toml.Set("restrict_oom_score_adj", !settings.MayLowerOomScore);
        // Several nodes on one machine must not share /run/netns.
        toml.Set("netns_mounts_under_state_dir", true);
        toml.Set("max_container_log_line_size", 16 * 1024);

        toml.Table("plugins", cri, "containerd");
        toml.Set("snapshotter", settings.Snapshotter);
        toml.Set("default_runtime_name", "runc");
        toml.Set("discard_unpacked_layers", true);
        toml.Table("plugins", cri, "containerd", "runtimes", "runc");
        toml.Set("runtime_type", "io.containerd.runc.v2");
        toml.Table("plugins", cri, "containerd", "runtimes", "runc", "options");
        toml.Set("BinaryName", settings.RuncPath);
        toml.Set("SystemdCgroup", settings.SystemdCgroups);

        toml.Table("plugins", cri, "cni");
        toml.Set("bin_dir", settings.CniBinDirectory);
        toml.Set("conf_dir", settings.CniConfDirectory);
        toml.Set("max_conf_num", 1);

        toml.Table("plugins", cri, "registry");
        toml.Set("config_path", settings.RegistryDirectory);
    }

    /// <summary>As much of TOML as is needed to write.</summary>
    private sealed class Toml
    {
        private readonly StringBuilder _text = new();

        internal void Table(params ReadOnlySpan<string> path)
        {
            _text.Append("\n[");
            for (var i = 0; i < path.Length; i++)
                _text.Append(i == 0 ? "" : ".").Append(Quote(path[i]));
            _text.Append("]\n");
        }

        internal void Set(string key, string value) => Line(key, Quote(value));

        internal void Set(string key, int value) => Line(key, value.ToString(System.Globalization.CultureInfo.InvariantCulture));

        internal void Set(string key, bool value) => Line(key, value ? "true" : "false");

        internal void Set(string key, IEnumerable<string> values) => Line(key, $"[{string.Join(", ", values.Select(Quote))}]");

        public override string ToString() => _text.ToString();

        private void Line(string key, string value) => _text.Append(key).Append(" = ").Append(value).Append('\n');

        private static string Quote(string text)
        {
            var quoted = new StringBuilder(text.Length + 2).Append('"');
            foreach (var c in text)
            {
                if (c is '"' or '\\')
                    quoted.Append('\\').Append(c);
                else if (char.IsControl(c))
                    quoted.Append("\\u").Append(((int)c).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
                else
                    quoted.Append(c);
            }
            return quoted.Append('"').ToString();
        }
    }
}
