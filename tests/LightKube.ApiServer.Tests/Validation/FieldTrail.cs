using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Tests.Validation;

/// <summary>
/// Rules name fields by text, which no compiler checks. What they looked at is known, though: this compares it with the schema.
/// </summary>
internal static class FieldTrail
{
    /// <summary>The paths of all fields that were asked for and that the kind does not have.</summary>
    public static IReadOnlyList<string> Unknown(FieldErrors errors, KindSchema kind)
    {
        var steps = errors.Steps;
        var types = new TypeSchema?[steps.Length];
        var unknown = new List<string>();
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            if (step.Parent < 0)
            {
                types[i] = kind.Type;
            }
            else if (!Knows(types[step.Parent], step, out types[i]))
            {
                unknown.Add(errors.PathOf(i));
            }
        }

        return [.. unknown.Distinct()];
    }

    private static bool Knows(TypeSchema? parent, PathStep step, out TypeSchema? type)
    {
        type = null;
        if (parent is null || step.Index == PathStep.Made)
        {
            return true;
        }

        if (step.Name is null || step.Index == PathStep.Key)
        {
            type = parent.Element;
            return true;
        }

        // A list's items are sometimes named by the list, as upstream's messages do.
        var owner = parent.Kind == TypeKind.List ? parent.Element : parent;
        type = owner is { Kind: TypeKind.Object } ? owner.Field(step.Name)?.Type : null;
        return type is not null || owner is not { Kind: TypeKind.Object, Fields.Count: > 0 };
    }
}
