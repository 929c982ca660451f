using System.Buffers;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>What is said about Windows: options of security contexts, and containers that are processes of the host.</summary>
internal static class WindowsValidation
{
    private const int MaxCredentialSpecKiB = 64;
    private const int MaxDomain = 256;
    private const int MaxUser = 104;
    private const int MaxNetBios = 15;

    private static readonly SearchValues<char> NotInDomain = SearchValues.Create(@"\/:*?""<>|");
    private static readonly SearchValues<char> NotInUser = SearchValues.Create(@"""/\:;|=,+*?<>@[]");

    public static void Options(Field options)
    {
        if (!options.IsSet)
        {
            return;
        }

        var (name, content, user) = (options["gmsaCredentialSpecName"], options["gmsaCredentialSpec"], options["runAsUserName"]);
        if (name.IsSet)
        {
            name.Obey(NameRules.Dns1123Subdomain);
        }

        if (content.IsSet && !content.HasText)
        {
            content.Invalid("gmsaCredentialSpec cannot be an empty string");
        }
        else if (content.Text.Length > MaxCredentialSpecKiB * 1024)
        {
            content.Invalid($"gmsaCredentialSpec size must be under {MaxCredentialSpecKiB} KiB");
        }

        if (user.IsSet)
        {
            UserName(user);
        }
    }

    private static void UserName(Field name)
    {
        var slash = name.Text.IndexOf('\\');
        if (!name.HasText)
        {
            name.Invalid("runAsUserName cannot be an empty string");
        }
        else if (name.Text.Any(char.IsControl))
        {
            name.Invalid("runAsUserName cannot contain control characters");
        }
        else if (slash >= 0 && name.Text.IndexOf('\\', slash + 1) >= 0)
        {
            name.Invalid("runAsUserName cannot contain more than one backslash");
        }
        else
        {
            if (slash >= 0)
            {
                Domain(name, name.Text[..slash]);
            }

            User(name, name.Text[(slash + 1)..]);
        }
    }

    private static void Domain(Field name, string domain)
    {
        if (domain.Length >= MaxDomain)
        {
            name.Invalid($"runAsUserName's Domain length must be under {MaxDomain} characters");
        }

        var isNetBios = domain.Length is > 0 and <= MaxNetBios && domain[0] != '.' && !domain.AsSpan().ContainsAny(NotInDomain);
        if (!isNetBios && NameRules.Dns1123Subdomain(domain.ToLowerInvariant()).Count > 0)
        {
            name.Invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
        }
    }

    private static void User(Field name, string user)
    {
        if (user.Length == 0)
        {
            name.Invalid("runAsUserName's User cannot be empty");
        }
        else if (user.Length > MaxUser)
        {
            name.Invalid($"runAsUserName's User length must not be longer than {MaxUser} characters");
        }

        if (user.Length > 0 && user.All(c => c is '.' or ' '))
        {
            name.Invalid("runAsUserName's User cannot contain only periods or spaces");
        }

        if (user.AsSpan().ContainsAny(NotInUser))
        {
            name.Invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    public static void HostProcess(Field spec)
    {
        var ofPod = spec["securityContext"]["windowsOptions"]["hostProcess"];
        var (count, host) = (0, 0);
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            var containers = spec[list];
            for (var i = 0; i < containers.Count; i++)
            {
                count++;
                host += IsHostProcess(containers[i], ofPod) ? 1 : 0;
            }
        }

        if (host > 0 && host != count)
        {
            spec.Invalid("", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }

        if (host > 0 && !spec["hostNetwork"].IsTrue)
        {
            spec["hostNetwork"].Invalid(false, "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    private static bool IsHostProcess(Field container, Field ofPod)
    {
        var context = container["securityContext"];
        if (!context.IsSet)
        {
            return ofPod.IsTrue;
        }

        var own = context["windowsOptions"]["hostProcess"];
        if (own.IsSet && ofPod.IsSet && own.IsTrue != ofPod.IsTrue)
        {
            own.Invalid($"pod hostProcess value must be identical if both are specified, was {(ofPod.IsTrue ? "true" : "false")}");
        }

        return own.IsSet ? own.IsTrue : ofPod.IsTrue;
    }
}
