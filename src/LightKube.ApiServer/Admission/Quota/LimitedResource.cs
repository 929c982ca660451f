using LightKube.ApiServer.Admission.Configuration;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>What may be used only where a quota says how much of it.</summary>
/// <param name="Group">Of the resource.</param>
/// <param name="Resource">Its plural.</param>
/// <param name="Parts">Parts of the names of amounts that are limited, such as <c>cpu</c> or <c>.storageclass.storage.k8s.io/requests.storage</c>.</param>
/// <param name="Scopes">Scopes that are limited.</param>
public sealed record LimitedResource(string Group, string Resource, IReadOnlyCollection<string> Parts, IReadOnlyList<LimitedScope> Scopes)
{
    /// <summary>Reads kind ResourceQuotaConfiguration of apiserver.config.k8s.io/v1 (or Configuration of resourcequota.admission.k8s.io/v1beta1).</summary>
    internal static IReadOnlyList<LimitedResource> Read(ConfigurationMap map)
    {
        if (map.Text("kind") == "Configuration")
        {
            map.IsKind("Configuration", "resourcequota.admission.k8s.io/v1beta1", "resourcequota.admission.k8s.io/v1alpha1");
        }
        else
        {
            map.IsKind("ResourceQuotaConfiguration", "apiserver.config.k8s.io/v1");
        }

        map.Knows("apiVersion", "kind", "limitedResources");
        return [.. map.Maps("limitedResources").Select(LimitOf)];
    }

    private static LimitedResource LimitOf(ConfigurationMap entry)
    {
        entry.Knows("apiGroup", "resource", "matchContains", "matchScopes");
        if (entry.Text("resource").Length == 0)
        {
            entry.Required("resource");
        }

        return new LimitedResource(
            entry.Text("apiGroup"), entry.Text("resource"), entry.Set("matchContains", static _ => null), [.. entry.Maps("matchScopes").Select(ScopeOf)]);
    }

    private static LimitedScope ScopeOf(ConfigurationMap entry)
    {
        entry.Knows("scopeName", "operator", "values");
        if (entry.Text("operator") is not ("In" or "NotIn" or "Exists" or "DoesNotExist") and var other)
        {
            entry.Invalid("operator", other, "must be one of In, NotIn, Exists, DoesNotExist");
        }

        return new LimitedScope(entry.Text("scopeName"), entry.Text("operator"), entry.Set("values", static _ => null));
    }
}

/// <summary>A scope of objects, as quotas select them.</summary>
public sealed record LimitedScope(string Name, string Operator, IReadOnlyCollection<string> Values)
{
    public override string ToString() => $"{{{Name} {Operator} [{string.Join(' ', Values)}]}}";
}
