using System.Text;
using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Aggregation;

/// <summary>An APIService as requests and discovery need it: who serves a group-version, and before which others it stands. Immutable.</summary>
internal sealed record ApiServiceEntry
{
    private const int DefaultPort = 443;

    public required string ObjectName { get; init; }

    /// <summary>Empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    /// <summary>The higher, the earlier the group stands in lists.</summary>
    public required int GroupPriority { get; init; }

    /// <summary>The higher, the earlier the version stands in its group.</summary>
    public required int VersionPriority { get; init; }

    /// <summary>The extension server; null when this server serves the group-version itself.</summary>
    public RemoteService? Service { get; init; }

    /// <summary>The condition Available is True.</summary>
    public bool IsAvailable { get; init; }

    /// <summary>The root of the group-version's URLs: <c>/apis/GROUP/VERSION</c>.</summary>
    public string Path => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    public static ApiServiceEntry Of(Document document)
    {
        var service = document.As<APIService>();
        var spec = service.Spec;
        return new ApiServiceEntry
        {
            ObjectName = document.Name,
            Group = spec.Group,
            Version = spec.Version,
            GroupPriority = spec.GroupPriorityMinimum,
            VersionPriority = spec.VersionPriority,
            Service = spec.Service.IsPresent ? RemoteOf(spec) : null,
            IsAvailable = service.Status.Conditions.Any(condition => condition is { Type: "Available", Status: "True" }),
        };
    }

    private static RemoteService RemoteOf(APIServiceSpec spec) => new(
        spec.Service.Namespace,
        spec.Service.Name,
        spec.Service.Port ?? DefaultPort,
        Encoding.UTF8.GetString(spec.CaBundle ?? []),
        spec.InsecureSkipTLSVerify);
}
