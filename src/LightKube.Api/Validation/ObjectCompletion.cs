using LightKube.Api.CustomResources;
using LightKube.Api.Defaulting;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.Validation;

/// <summary>Makes what a client, a webhook or a policy wrote into an object of its kind, custom or not.</summary>
public static class ObjectCompletion
{
    /// <summary>Checks the types of all values, drops what the kind does not know, and sets the kind's defaults. Changes the tree in place.</summary>
    /// <param name="document">The object; mutable.</param>
    /// <param name="mode">What to do about unknown and duplicate fields.</param>
    /// <param name="duplicates">Paths of the fields that stood twice.</param>
    /// <returns>Warnings for the client; empty unless the mode is Warn.</returns>
    /// <exception cref="ApiException">400: a value has the wrong type, or the mode is Strict and there are unknown or duplicate fields.</exception>
    public static IReadOnlyList<string> Complete(Document document, FieldValidation mode, IReadOnlyList<string>? duplicates = null)
    {
        if (document.Schema.Custom is not null)
        {
            return CustomObjects.Complete(document.Root, document.Schema, mode, duplicates);
        }

        var warnings = SchemaValidation.Check(document.Root, document.Schema, mode, duplicates);
        ObjectDefaults.Apply(document);
        return warnings;
    }

    /// <summary>The same for an object that was made from a complete one. What was taken over as it was is neither checked nor given defaults again.</summary>
    /// <inheritdoc cref="Complete"/>
    public static IReadOnlyList<string> CompleteChange(Document document, Document from, FieldValidation mode)
    {
        if (document.Schema.Custom is not null)
        {
            return Complete(document, mode);
        }

        var known = TakenOver(from.Root, document.Root);
        var warnings = SchemaValidation.Check(document.Root, document.Schema, mode, known: known);
        if (known.Count != document.Root.Count - 1 || document.Root.Count != from.Root.Count)
        {
            ObjectDefaults.Apply(document);
        }

        return warnings;
    }

    // Never the metadata: it is different at nearly every change, and has no defaults.
    private static List<string> TakenOver(DocMap from, DocMap root)
    {
        var same = new List<string>(root.Count);
        foreach (ref readonly var entry in root.Entries)
        {
            if (entry.Key != "metadata" && SharedParts.AreSame(from[entry.Key], entry.Value))
            {
                same.Add(entry.Key);
            }
        }

        return same;
    }
}
