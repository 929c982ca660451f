using System.Globalization;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>Annotations of pods that mean something to Kubernetes itself.</summary>
internal static class PodAnnotationValidation
{
    public const string Mirror = "kubernetes.io/config.mirror";
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";
    private const string Seccomp = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompOfContainer = "container.seccomp.security.alpha.kubernetes.io/";
    private const string AppArmor = "container.apparmor.security.beta.kubernetes.io/";

    public static void Validate(Field annotations, Field spec)
    {
        foreach (ref readonly var entry in annotations.Entries)
        {
            One(annotations, entry.Key, entry.Value.AsString ?? "", spec);
        }
    }

    private static void One(Field annotations, string key, string value, Field spec)
    {
        if (key == Mirror && !spec["nodeName"].HasText)
        {
            annotations.Entry(key).Invalid(value, "must set spec.nodeName if mirror pod annotation is set");
        }
        else if (key == DeletionCost && !IsCost(value))
        {
            annotations.Entry(key).Invalid(value, "must be a 32bit integer");
        }
        else if (key == Seccomp || key.StartsWith(SeccompOfContainer, StringComparison.Ordinal))
        {
            SeccompProfile(annotations.Named(key), value);
        }
        else if (key.StartsWith(AppArmor, StringComparison.Ordinal))
        {
            AppArmorProfile(annotations.Entry(key), key[AppArmor.Length..], value, spec);
        }
    }

    private static bool IsCost(string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) && value is not (['+', ..] or ['0', _, ..]);

    private static void SeccompProfile(Field at, string profile)
    {
        if (profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            at.BeDescendingPath(profile["localhost/".Length..]);
        }
        else if (profile is not ("runtime/default" or "docker/default" or "unconfined"))
        {
            at.Invalid(profile, "must be a valid seccomp profile");
        }
    }

    private static void AppArmorProfile(Field at, string container, string profile, Field spec)
    {
        if (!HasContainer(spec, container))
        {
            at.Invalid(container, "container not found");
        }

        if (profile is not ("" or "runtime/default" or "unconfined") && !profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            at.Invalid(profile, $"invalid AppArmor profile name: \"{profile}\"");
        }
    }

    private static bool HasContainer(Field spec, string name)
    {
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers", "ephemeralContainers"])
        {
            for (var i = 0; i < spec[list].Count; i++)
            {
                if (spec[list][i]["name"].Text == name)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What of them may not change, come or go.</summary>
    public static void ValidateUpdate(Field annotations, Field old)
    {
        foreach (ref readonly var entry in old.Entries)
        {
            if (annotations.Entry(entry.Key).Value.Equals(entry.Value))
            {
                continue;
            }

            if (entry.Key.StartsWith(AppArmor, StringComparison.Ordinal))
            {
                annotations.Entry(entry.Key).Forbidden("may not remove or update AppArmor annotations");
            }

            if (entry.Key == Mirror)
            {
                annotations.Entry(entry.Key).Forbidden("may not remove or update mirror pod annotation");
            }
        }

        foreach (ref readonly var entry in annotations.Entries)
        {
            if (old.Map?.Contains(entry.Key) == true)
            {
                continue;
            }

            if (entry.Key.StartsWith(AppArmor, StringComparison.Ordinal))
            {
                annotations.Entry(entry.Key).Forbidden("may not add AppArmor annotations");
            }

            if (entry.Key == Mirror)
            {
                annotations.Entry(entry.Key).Forbidden("may not add mirror pod annotation");
            }
        }
    }
}
