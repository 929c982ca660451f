using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Configuration;

/// <summary>A map of a configuration file, read strictly: what is wrong is noted, with the place, and reading goes on.</summary>
/// <param name="map">What the file has there.</param>
/// <param name="at">The path to it; empty for the root.</param>
/// <param name="problems">Gets what is wrong.</param>
internal sealed class ConfigurationMap(DocMap map, string at, List<string> problems)
{
    public bool Has(string name) => map.Contains(name);

    /// <summary>Notes it when the map is not of that kind, in one of these versions.</summary>
    public void IsKind(string kind, params ReadOnlySpan<string> apiVersions)
    {
        if (map.GetString("kind") != kind || !apiVersions.Contains(map.GetString("apiVersion") ?? ""))
        {
            problems.Add($"{(at.Length > 0 ? at + ": " : "")}expected kind {kind} of apiVersion {apiVersions[0]}");
        }
    }

    /// <summary>Notes every field that is none of these.</summary>
    public void Knows(params ReadOnlySpan<string> known)
    {
        foreach (ref readonly var entry in map.Entries)
        {
            if (!known.Contains(entry.Key))
            {
                problems.Add($"unknown field \"{PathOf(entry.Key)}\"");
            }
        }
    }

    /// <summary>Notes what is wrong with a field.</summary>
    public void Invalid(string name, string value, string why) => problems.Add($"{PathOf(name)}: Invalid value: \"{value}\": {why}");

    public void Required(string name, string why = "") => problems.Add($"{PathOf(name)}: Required value{(why.Length > 0 ? ": " + why : "")}");

    /// <summary>Empty when it is not there.</summary>
    public string Text(string name)
    {
        var value = map[name];
        return value.IsAbsentOrNull ? "" : value.AsString ?? Wrong(name, "a text", "");
    }

    /// <summary>Null when it is not there.</summary>
    public long? Number(string name)
    {
        var value = map[name];
        return value.IsAbsentOrNull ? null : value.AsInt ?? Wrong<long?>(name, "a whole number", null);
    }

    /// <summary>Null when it is not there.</summary>
    public bool? Flag(string name)
    {
        var value = map[name];
        return value.IsAbsentOrNull ? null : value.AsBool ?? Wrong<bool?>(name, "true or false", null);
    }

    /// <summary>An empty one when it is not there.</summary>
    public ConfigurationMap Map(string name)
    {
        var value = map[name];
        var found = value.IsAbsentOrNull ? null : value.AsMap ?? Wrong<DocMap?>(name, "a map", null);
        return new ConfigurationMap(found ?? new DocMap(), PathOf(name), problems);
    }

    /// <summary>None when it is not there.</summary>
    public IReadOnlyList<ConfigurationMap> Maps(string name)
    {
        var found = new List<ConfigurationMap>();
        var items = List(name);
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].AsMap is { } item)
            {
                found.Add(new ConfigurationMap(item, $"{PathOf(name)}[{i}]", problems));
            }
            else
            {
                problems.Add($"{PathOf(name)}[{i}]: expected a map");
            }
        }

        return found;
    }

    /// <summary>The texts of a list, none twice.</summary>
    /// <param name="name">Of the list.</param>
    /// <param name="rule">What is wrong with a text; null or empty for nothing.</param>
    public HashSet<string> Set(string name, Func<string, string?> rule)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var items = List(name);
        for (var i = 0; i < items.Count; i++)
        {
            var text = items[i].AsString;
            var why = text is null ? "expected a text" : rule(text);
            if (why is { Length: > 0 })
            {
                Invalid($"{name}[{i}]", text ?? "", why);
            }
            else if (!found.Add(text!))
            {
                problems.Add($"{PathOf(name)}[{i}]: Duplicate value: \"{text}\"");
            }
        }

        return found;
    }

    /// <summary>All texts of the map, by their names.</summary>
    public Dictionary<string, string> Texts()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var entry in map.Entries)
        {
            found[entry.Key] = Text(entry.Key);
        }

        return found;
    }

    /// <summary>The list as it stands there; empty when it is not.</summary>
    public DocList List(string name)
    {
        var value = map[name];
        return (value.IsAbsentOrNull ? null : value.AsList ?? Wrong<DocList?>(name, "a list", null)) ?? new DocList();
    }

    private string PathOf(string name) => at.Length == 0 ? name : $"{at}.{name}";

    private T Wrong<T>(string name, string expected, T instead)
    {
        problems.Add($"{PathOf(name)}: expected {expected}");
        return instead;
    }
}
