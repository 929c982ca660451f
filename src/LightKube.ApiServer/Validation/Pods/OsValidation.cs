using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>A pod that names its operating system may not ask for what only another one has.</summary>
internal static class OsValidation
{
    private const string NotForWindows = "cannot be set for a windows pod";
    private const string NotForLinux = "windows options cannot be set for a linux pod";

    private static readonly string[] Systems = ["linux", "windows"];

    private static readonly string[] PodFields =
    [
        "appArmorProfile", "seLinuxOptions", "hostUsers", "hostPID", "hostIPC", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls",
        "shareProcessNamespace", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy",
    ];

    private static readonly string[] ContainerFields =
    [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
        "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
    ];

    public static void Validate(Field spec)
    {
        var os = spec["os"];
        if (!os.IsSet)
        {
            return;
        }

        var name = os["name"];
        if (!name.HasText)
        {
            name.Required("cannot be empty");
        }
        else if (!Systems.Contains(name.Text))
        {
            os.NotSupported(name.Text, Systems);
        }
        else if (name.Text == "linux")
        {
            Linux(spec["securityContext"]);
            EachContext(spec, Linux);
        }
        else
        {
            Windows(spec);
            EachContext(spec, WindowsContainer);
        }
    }

    private static void Linux(Field context)
    {
        if (context["windowsOptions"].IsSet)
        {
            context["windowsOptions"].Forbidden(NotForLinux);
        }
    }

    private static void Windows(Field spec)
    {
        var context = spec["securityContext"];
        foreach (var name in PodFields)
        {
            var field = name is "hostUsers" or "hostPID" or "hostIPC" or "shareProcessNamespace" ? spec[name] : context[name];
            var counts = name is "hostPID" or "hostIPC" ? field.IsTrue : name == "sysctls" ? field.Count > 0 : field.IsSet;
            if (counts)
            {
                field.Forbidden(NotForWindows);
            }
        }
    }

    private static void WindowsContainer(Field context)
    {
        foreach (var name in ContainerFields)
        {
            if (context[name].IsSet)
            {
                context[name].Forbidden(NotForWindows);
            }
        }
    }

    private static void EachContext(Field spec, Action<Field> rule)
    {
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            for (var i = 0; i < spec[list].Count; i++)
            {
                rule(spec[list][i]["securityContext"]);
            }
        }
    }
}
