using System.Buffers;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Containers;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>The security context of a whole pod.</summary>
internal static class PodSecurityValidation
{
    private const int MaxSysctl = 253;
    private const string SysctlFormat = @"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

    private static readonly SearchValues<char> SysctlChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly string[] ChangePolicies = ["Always", "OnRootMismatch"];
    private static readonly string[] GroupPolicies = ["Merge", "Strict"];
    private static readonly string[] LabelPolicies = ["MountOption", "Recursive"];
    private static readonly string[] NetworkSysctls = ["net."];
    private static readonly string[] IpcSysctls = ["kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue."];

    public static void Validate(Field spec)
    {
        var context = spec["securityContext"];
        if (!context.IsSet || context.Count == 0)
        {
            Sharing(spec, context);
            return;
        }

        SecurityContextValidation.UserOrGroup(context["fsGroup"]);
        SecurityContextValidation.UserOrGroup(context["runAsUser"]);
        SecurityContextValidation.UserOrGroup(context["runAsGroup"]);
        var groups = context["supplementalGroups"];
        for (var i = 0; i < groups.Count; i++)
        {
            SecurityContextValidation.UserOrGroup(groups[i]);
        }

        Sharing(spec, context);
        Sysctls(spec, context["sysctls"]);
        context["fsGroupChangePolicy"].BeOneOfIfSet(ChangePolicies);
        SecurityContextValidation.Seccomp(context["seccompProfile"]);
        WindowsValidation.Options(context["windowsOptions"]);
        SecurityContextValidation.AppArmor(context["appArmorProfile"]);
        context["supplementalGroupsPolicy"].BeOneOfIfSet(GroupPolicies);
        context["seLinuxChangePolicy"].BeOneOfIfSet(LabelPolicies);
    }

    private static void Sharing(Field spec, Field context)
    {
        if (spec["shareProcessNamespace"].IsTrue && spec["hostPID"].IsTrue)
        {
            context.Named("shareProcessNamespace").Invalid(true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }

    private static void Sysctls(Field spec, Field sysctls)
    {
        var names = default(SeenTexts);
        for (var i = 0; i < sysctls.Count; i++)
        {
            var name = sysctls[i]["name"];
            if (!name.HasText)
            {
                name.Required();
            }
            else if (!IsSysctl(name.Text))
            {
                name.Invalid($"must have at most {MaxSysctl} characters and match regex {SysctlFormat}");
            }
            else if (names.Contains(name.Text))
            {
                name.Duplicate();
            }

            names.Add(name.Text);
            HostSysctl(spec, name);
        }
    }

    // What belongs to a namespace that is the host's own would be the host's.
    private static void HostSysctl(Field spec, Field name)
    {
        var text = Normalized(name.Text);
        if (spec["hostNetwork"].IsTrue && StartsWithAny(text, NetworkSysctls))
        {
            name.Invalid("may not be specified when 'hostNetwork' is true");
        }
        else if (spec["hostIPC"].IsTrue && StartsWithAny(text, IpcSysctls))
        {
            name.Invalid("may not be specified when 'hostIPC' is true");
        }
    }

    private static bool StartsWithAny(string text, string[] prefixes) => prefixes.Any(prefix => text.StartsWith(prefix, StringComparison.Ordinal));

    // The separator that comes first is the separator; the other stands for itself.
    private static string Normalized(string name)
    {
        var first = name.AsSpan().IndexOfAny('.', '/');
        return first < 0 || name[first] == '.' ? name : name.Replace('/', '.');
    }

    private static bool IsSysctl(string name)
    {
        if (name.Length > MaxSysctl)
        {
            return false;
        }

        foreach (var range in name.AsSpan().SplitAny('.', '/'))
        {
            var part = name.AsSpan(range);
            if (part.IsEmpty || part[0] is '-' or '_' || part[^1] is '-' or '_' || part.ContainsAnyExcept(SysctlChars))
            {
                return false;
            }
        }

        return true;
    }
}
