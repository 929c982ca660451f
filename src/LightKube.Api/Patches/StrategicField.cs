using LightKube.Api.Schemas;

namespace LightKube.Api.Patches;

/// <summary>What the schema says of a field about to be merged; the default is a field that the schema does not know.</summary>
internal readonly record struct StrategicField(TypeSchema? Type, IReadOnlyList<string>? Strategy, string? MergeKey)
{
    public bool Merges => Has(StrategicDirectives.Merge);

    public bool Replaces => Has(StrategicDirectives.Replace);

    /// <summary>The type of a list's items.</summary>
    public TypeSchema? ItemType => Type?.Element;

    private bool Has(string wanted)
    {
        foreach (var strategy in Strategy ?? [])
        {
            if (strategy == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
