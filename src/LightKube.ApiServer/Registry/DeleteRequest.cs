using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;

namespace LightKube.ApiServer.Registry;

/// <summary>DeleteOptions, from a body or from the query.</summary>
public sealed record DeleteRequest : IOperationOptions
{
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Background, Foreground, Orphan, or null for the kind's own.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Conflict when the object has another uid.</summary>
    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }

    bool IOperationOptions.IsPatch => false;

    DocMap IOperationOptions.ToDocument()
    {
        var options = new DocMap(4);
        options.Set("gracePeriodSeconds", GracePeriodSeconds is { } seconds ? seconds : default(Value));
        options.Set("propagationPolicy", PropagationPolicy is { } policy ? policy : default(Value));
        if (Uid is not null || ResourceVersion is not null)
        {
            var preconditions = options.GetOrAddMap("preconditions");
            preconditions.Set("uid", Uid is { } uid ? uid : default(Value));
            preconditions.Set("resourceVersion", ResourceVersion is { } version ? version : default(Value));
        }

        return options;
    }

    /// <exception cref="ApiException">Invalid combinations, as upstream's validation of DeleteOptions.</exception>
    public static DeleteRequest From(DocMap options)
    {
        var orphan = options["orphanDependents"].AsBool;
        var policy = options.GetString("propagationPolicy");
        if (orphan is not null && policy is not null)
        {
            throw ApiException.BadRequest("orphanDependents and deletionPropagation cannot be both set");
        }

        var dryRun = options.GetList("dryRun");
        for (var i = 0; i < (dryRun?.Count ?? 0); i++)
        {
            if (dryRun![i].AsString is not "All")
            {
                throw ApiException.BadRequest($"dryRun: Unsupported value: \"{dryRun[i].AsString}\": supported values: \"All\"");
            }
        }

        if (policy is not (null or "Background" or "Foreground" or "Orphan"))
        {
            throw ApiException.BadRequest($"propagationPolicy: Unsupported value: \"{policy}\": supported values: \"Background\", \"Foreground\", \"Orphan\"");
        }

        var preconditions = options.GetMap("preconditions");
        return new DeleteRequest
        {
            GracePeriodSeconds = options["gracePeriodSeconds"].AsInt,
            PropagationPolicy = policy ?? orphan switch { true => "Orphan", false => "Background", _ => null },
            Uid = preconditions?.GetString("uid"),
            ResourceVersion = preconditions?.GetString("resourceVersion"),
            DryRun = dryRun is { Count: > 0 },
        };
    }
}
