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
}
