using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Pods;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>Security contexts of containers, and what those share with a pod's.</summary>
internal static class SecurityContextValidation
{
    private const int MaxProfilePath = 4095;

    private static readonly string[] ProcMounts = ["Default", "Unmasked"];
    private static readonly string[] ProfileTypes = ["Localhost", "RuntimeDefault", "Unconfined"];

    public static void Validate(Field context, Field spec)
    {
        if (!context.IsSet)
        {
            return;
        }

        UserOrGroup(context["runAsUser"]);
        UserOrGroup(context["runAsGroup"]);
        var mount = context["procMount"];
        mount.BeOneOfIfSet(ProcMounts);
        var hasHostUsers = !spec["hostUsers"].IsSet || spec["hostUsers"].IsTrue;
        if (hasHostUsers && mount.Text == "Unmasked")
        {
            mount.Invalid("`hostUsers` must be false to use `Unmasked`");
        }

        Seccomp(context["seccompProfile"]);
        Escalation(context);
        WindowsValidation.Options(context["windowsOptions"]);
        AppArmor(context["appArmorProfile"]);
    }

    public static void UserOrGroup(Field id)
    {
        if (id.IsSet)
        {
            id.BeWithin(0, int.MaxValue);
        }
    }

    private static void Escalation(Field context)
    {
        if (!context["allowPrivilegeEscalation"].IsSet || context["allowPrivilegeEscalation"].IsTrue)
        {
            return;
        }

        if (context["privileged"].IsTrue)
        {
            context.Invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }

        if (context["capabilities"]["add"].Contains("CAP_SYS_ADMIN"))
        {
            context.Invalid("cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
    }

    public static void Seccomp(Field profile)
    {
        if (!profile.IsSet)
        {
            return;
        }

        var (type, path) = (profile["type"], profile["localhostProfile"]);
        Type(type, "type is required when seccompProfile is set");
        if (type.Text != "Localhost")
        {
            if (path.IsSet)
            {
                path.Invalid(profile.Value, "can only be set when seccomp type is Localhost");
            }
        }
        else if (!path.IsSet)
        {
            path.Required("must be set when seccomp type is Localhost");
        }
        else
        {
            path.BeDescendingPath();
        }
    }

    public static void AppArmor(Field profile)
    {
        if (!profile.IsSet)
        {
            return;
        }

        var (type, path) = (profile["type"], profile["localhostProfile"]);
        switch (type.Text)
        {
            case "Localhost":
                AppArmorPath(path);
                break;
            case "RuntimeDefault" or "Unconfined" when path.IsSet:
                path.Invalid("can only be set when AppArmor type is Localhost");
                break;
            default:
                Type(type, "type is required when appArmorProfile is set");
                break;
        }
    }

    private static void AppArmorPath(Field path)
    {
        if (path.Text.Trim() != path.Text)
        {
            path.Invalid("must not be padded with whitespace");
        }
        else
        {
            path.Require("must be set when AppArmor type is Localhost");
        }

        if (path.Text.Length > MaxProfilePath)
        {
            path.TooLong(MaxProfilePath);
        }
    }

    private static void Type(Field type, string required)
    {
        if (!type.HasText)
        {
            type.Required(required);
        }
        else
        {
            type.BeOneOf(ProfileTypes);
        }
    }
}
