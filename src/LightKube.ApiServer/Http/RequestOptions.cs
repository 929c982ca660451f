using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Http;

/// <summary>The query parameters of the API, typed. A value that cannot be read is a BadRequest that names it.</summary>
public readonly struct RequestOptions(IQueryCollection query)
{
    public string LabelSelector => Text("labelSelector");

    public string FieldSelector => Text("fieldSelector");

    public string ResourceVersion => Text("resourceVersion");

    public string ResourceVersionMatch => Text("resourceVersionMatch");

    public string Continue => Text("continue");

    public long Limit => Number("limit") ?? 0;

    public bool Watch => Flag("watch") ?? false;

    public bool AllowWatchBookmarks => Flag("allowWatchBookmarks") ?? false;

    public bool? SendInitialEvents => Flag("sendInitialEvents");

    public long? TimeoutSeconds => Number("timeoutSeconds");

    public string FieldManager => Text("fieldManager");

    public bool Force => Flag("force") ?? false;

    /// <exception cref="ApiException">A dryRun other than All.</exception>
    public bool DryRun
    {
        get
        {
            foreach (var value in query["dryRun"])
            {
                if (value != "All")
                {
                    throw ApiException.BadRequest($"dryRun: Unsupported value: \"{value}\": supported values: \"All\"");
                }
            }

            return query.ContainsKey("dryRun");
        }
    }

    /// <exception cref="ApiException">An unknown value.</exception>
    public FieldValidation FieldValidation => Text("fieldValidation") switch
    {
        "" or "Warn" => FieldValidation.Warn,
        "Ignore" => FieldValidation.Ignore,
        "Strict" => FieldValidation.Strict,
        var other => throw ApiException.BadRequest(
            $"fieldValidation: Unsupported value: \"{other}\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""),
    };

    /// <summary>DeleteOptions given in the query instead of a body.</summary>
    /// <exception cref="ApiException">As for those of a body.</exception>
    public DeleteRequest Delete
    {
        get
        {
            var options = new DocMap(4);
            options.Set("gracePeriodSeconds", Number("gracePeriodSeconds") is { } seconds ? seconds : default(Value));
            options.Set("propagationPolicy", Text("propagationPolicy") is { Length: > 0 } policy ? policy : default(Value));
            options.Set("orphanDependents", Flag("orphanDependents") is { } orphans ? orphans : default(Value));
            return DeleteRequest.From(options) with { DryRun = DryRun };
        }
    }

    /// <summary>The fields of CreateOptions, UpdateOptions or PatchOptions that were given, without kind, apiVersion and dryRun.</summary>
    public DocMap ToDocument()
    {
        var options = new DocMap(4);
        options.Set("fieldManager", FieldManager is { Length: > 0 } manager ? manager : default(Value));
        options.Set("fieldValidation", Text("fieldValidation") is { Length: > 0 } validation ? validation : default(Value));
        options.Set("force", Flag("force") is { } force ? force : default(Value));
        return options;
    }

    public string Text(string name) => query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] ?? "" : "";

    public IReadOnlyList<string> Values(string name) => query.TryGetValue(name, out var values) ? [.. values.Select(value => value ?? "")] : [];

    public long? Number(string name)
    {
        var text = Text(name);
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw ApiException.BadRequest($"the query parameter {name} must be a whole number, not \"{text}\"");
    }

    /// <summary>What stands there and is neither 0 nor false is true, even nothing; as in Kubernetes.</summary>
    public bool? Flag(string name) => query.ContainsKey(name) ? Text(name) is var text && text != "0" && !text.Equals("false", StringComparison.OrdinalIgnoreCase) : null;
}
