using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>Brings what a client sent into the shape that the schema asks for, or says why it cannot be.</summary>
public static class SchemaValidation
{
    /// <summary>Warnings or strict errors reported of one request; more are only counted.</summary>
    public const int MaxProblems = 100;

    /// <summary>
    /// Checks the types of all values, writes scalars in their canonical form (quantities, times, whole numbers), and drops
    /// unknown fields, nulls and what is empty as Kubernetes' decoder and encoder do. Changes the tree in place.
    /// </summary>
    /// <param name="root">The object; mutable.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="mode">What to do about unknown and duplicate fields.</param>
    /// <param name="duplicates">Paths of the fields that stood twice, from <see cref="DuplicateFields"/> or the YAML reader.</param>
    /// <param name="known">Fields of the root that were taken over from an object that has been checked.</param>
    /// <returns>Warnings for the client; empty unless the mode is Warn.</returns>
    /// <exception cref="ApiException">400: a value has the wrong type, or the mode is Strict and there are unknown or duplicate fields.</exception>
    public static IReadOnlyList<string> Check(DocMap root, KindSchema kind, FieldValidation mode, IReadOnlyList<string>? duplicates = null, IReadOnlyList<string>? known = null)
    {
        var decoder = new SchemaDecoder(mode == FieldValidation.Ignore ? 0 : MaxProblems, known: known);
        try
        {
            decoder.Decode(root, kind.Type);
        }
        catch (ValueTypeException e)
        {
            throw ApiException.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {e.Message}");
        }

        return mode == FieldValidation.Ignore || (decoder.Unknown.Count == 0 && duplicates is null or { Count: 0 }) ? [] : Report(kind, mode, duplicates, decoder.Unknown);
    }

    /// <summary>Tells of duplicate and unknown fields: as warnings, or by refusing.</summary>
    internal static IReadOnlyList<string> Report(KindSchema kind, FieldValidation mode, IReadOnlyList<string>? duplicates, IReadOnlyList<string> unknown)
    {
        var problems = (duplicates ?? []).Take(MaxProblems).Select(path => $"duplicate field \"{path}\"").Concat(unknown.Select(path => $"unknown field \"{path}\"")).ToList();
        return mode == FieldValidation.Strict && problems.Count > 0
            ? throw ApiException.BadRequest(
                $"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: strict decoding error: {string.Join(", ", problems)}")
            : problems;
    }

    /// <summary>The required fields that are missing and the values that are not among those allowed. Status and metadata are left to their own rules.</summary>
    public static void CheckValues(DocMap root, KindSchema kind, FieldErrors errors) => new ValueCheck(errors).Check(root, kind.Type);
}
