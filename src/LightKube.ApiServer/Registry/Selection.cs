using LightKube.Api.Errors;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>Which of a kind's objects a list or watch is about. Judged on cache entries, mostly without decoding them.</summary>
public sealed class Selection
{
    private readonly ServedResource _resource;
    private readonly LabelSelector? _labels;
    private readonly FieldTest[] _fields;

    /// <param name="Requirement">What the client wrote.</param>
    /// <param name="Index">The place of the field's value in a cache entry, or one of the constants.</param>
    private readonly record struct FieldTest(FieldRequirement Requirement, int Index)
    {
        public const int Name = -1;
        public const int Namespace = -2;
        public const int Decode = -3;
    }

    private Selection(ServedResource resource, string prefix, LabelSelector? labels, FieldTest[] fields)
    {
        _resource = resource;
        Prefix = prefix;
        _labels = labels;
        _fields = fields;
    }

    /// <summary>What the keys within the kind begin with.</summary>
    public string Prefix { get; }

    /// <summary>True when every object under the prefix is meant.</summary>
    public bool IsEverything => _labels is null && _fields.Length == 0;

    /// <param name="resource">The kind.</param>
    /// <param name="ns">Empty for all namespaces, or a cluster-scoped kind.</param>
    /// <param name="labelSelector">May be empty.</param>
    /// <param name="fieldSelector">May be empty.</param>
    /// <exception cref="ApiException">BadRequest: a selector that cannot be read, or a field that the kind cannot be selected by.</exception>
    public static Selection Parse(ServedResource resource, string ns, string labelSelector, string fieldSelector)
    {
        try
        {
            var labels = labelSelector.Length == 0 ? null : LabelSelector.Parse(labelSelector);
            var prefix = resource.Schema.Namespaced && ns.Length > 0 ? ns + "/" : "";
            var fields = FieldSelector.Parse(fieldSelector, resource.Schema);
            return new Selection(resource, prefix, labels, fields.Requirements.Select(requirement => Test(resource, requirement)).ToArray());
        }
        catch (SelectorException e)
        {
            throw ApiException.BadRequest(
                $"Unable to find \"{resource.Schema.ApiVersion}, Resource={resource.Schema.Plural}\" that match label selector \"{labelSelector}\", field selector \"{fieldSelector}\": {e.Message}");
        }
    }

    /// <summary>Makes it possible to judge entries at another version by fields that have to be converted for it.</summary>
    public ValueTask PrepareAsync(SortedEntries entries, CancellationToken cancel)
    {
        if (_resource.Versions is null || !_fields.Any(static field => field.Index is FieldTest.Decode or >= 0))
        {
            return ValueTask.CompletedTask;
        }

        return _resource.PrepareAsync([.. entries.Range(Prefix)], cancel);
    }

    public bool Matches(CacheEntry entry)
    {
        if (!entry.Key.StartsWith(Prefix, StringComparison.Ordinal) || (_labels is not null && !_labels.Matches(entry.Labels)))
        {
            return false;
        }

        foreach (ref readonly var test in _fields.AsSpan())
        {
            if (!Holds(entry, test))
            {
                return false;
            }
        }

        return true;
    }

    private bool Holds(CacheEntry entry, in FieldTest test)
    {
        var slash = entry.Key.IndexOf('/');
        return test.Index switch
        {
            FieldTest.Name => entry.Key.AsSpan(slash + 1).SequenceEqual(test.Requirement.Value) != test.Requirement.Negated,
            FieldTest.Namespace => entry.Key.AsSpan(0, Math.Max(0, slash)).SequenceEqual(test.Requirement.Value) != test.Requirement.Negated,
            FieldTest.Decode => test.Requirement.Matches(StoredObject.Of(_resource, entry).Document.Value.Root),
            _ when !ReferenceEquals(entry.Schema, _resource.Stored) => test.Requirement.Matches(StoredObject.Of(_resource, entry).Document.Value.Root),
            var index => entry.Fields[index] == test.Requirement.Value != test.Requirement.Negated,
        };
    }

    private static FieldTest Test(ServedResource resource, FieldRequirement requirement)
    {
        var index = requirement.Field.Label switch
        {
            "metadata.name" => FieldTest.Name,
            "metadata.namespace" => FieldTest.Namespace,
            _ when !ReferenceEquals(resource.Schema, resource.Stored) => FieldTest.Decode,
            _ => IndexOf(SelectableFields.Of(resource.Schema), requirement.Field),
        };
        return new FieldTest(requirement, index);
    }

    private static int IndexOf(IReadOnlyList<SelectableField> fields, SelectableField field)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (ReferenceEquals(fields[i], field))
            {
                return i;
            }
        }

        return FieldTest.Decode;
    }
}
