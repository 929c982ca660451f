using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Field sets in the light of a schema.</summary>
internal static class SchemaFields
{
    /// <summary>The set with every object that the schema names a member when something below it is.</summary>
    public static FieldSet WithNamed(FieldSet set, TypeSchema? type)
    {
        using var entries = new FieldSetBuilder();
        foreach (ref readonly var entry in set.Entries)
        {
            var isNamed = entry.Below is not null && entry.Element.Kind == PathElementKind.Field && Shapes.IsNamed(type, entry.Element.Text);
            var below = entry.Below is null ? null : WithNamed(entry.Below, Child(type, entry.Element));
            entries.Add(new FieldSet.Entry(entry.Element, entry.IsMember || isNamed, below));
        }

        return entries.ToSet() ?? FieldSet.Empty;
    }

    /// <summary>
    /// Brings a set into line with a schema that was changed since: who owned parts of what is now owned as a whole owns the whole. The set itself when
    /// nothing is to be changed.
    /// </summary>
    public static FieldSet Reconcile(FieldSet set, TypeSchema? type)
    {
        FieldSet.Entry[]? entries = null;
        for (var i = 0; i < set.Entries.Length; i++)
        {
            var entry = set.Entries[i];
            var child = Child(type, entry.Element);
            if (entry.Below is null || Shapes.IsDeduced(child))
            {
                continue;
            }

            var isWhole = child!.Kind is TypeKind.Object or TypeKind.Map or TypeKind.List && Shapes.Of(child, default) == Shape.Leaf;
            var below = isWhole ? null : Reconcile(entry.Below, child);
            if (!ReferenceEquals(below, entry.Below))
            {
                entries ??= set.Entries.ToArray();
                entries[i] = new FieldSet.Entry(entry.Element, entry.IsMember || isWhole, below);
            }
        }

        return entries is null ? set : new FieldSet(entries);
    }

    private static TypeSchema? Child(TypeSchema? type, PathElement element) => element.Kind switch
    {
        PathElementKind.Field => Shapes.Child(type, element.Text),
        PathElementKind.Key when type?.Kind == TypeKind.List => type.Element,
        _ => null,
    };
}
