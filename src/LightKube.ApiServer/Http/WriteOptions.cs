using System.Text;
using LightKube.Api.Apply;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Http;

/// <summary>The rules of CreateOptions, UpdateOptions and PatchOptions as they come in the query.</summary>
internal static class WriteOptions
{
    private static readonly string[] DryRuns = ["All"];
    private static readonly string[] FieldValidations = ["", "Ignore", "Strict", "Warn"];

    /// <param name="options">The query.</param>
    /// <param name="kind">What the options are called in messages.</param>
    /// <param name="isPatch">A patch knows force.</param>
    /// <param name="isApply">An apply must say who applies, and it alone can be forced.</param>
    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static void Check(RequestOptions options, string kind, bool isPatch = false, bool isApply = false)
    {
        var errors = new FieldErrors();
        if (isApply && options.FieldManager.Length == 0)
        {
            errors.Required(FieldPath.Of("fieldManager"), "is required for apply patch");
        }

        if (isPatch && !isApply && options.Flag("force") is not null)
        {
            errors.Forbidden(FieldPath.Of("force"), "may not be specified for non-apply patch");
        }

        CheckFieldManager(options.FieldManager, errors);
        foreach (var value in options.Values("dryRun"))
        {
            if (!DryRuns.Contains(value))
            {
                errors.NotSupported(FieldPath.Of("dryRun"), value, DryRuns);
            }
        }

        var validation = options.Text("fieldValidation");
        if (!FieldValidations.Contains(validation))
        {
            errors.NotSupported(FieldPath.Of("fieldValidation"), validation, FieldValidations);
        }

        if (errors.Any)
        {
            throw ApiException.Invalid(BuiltIn.SubresourceKind($"meta/v1.{kind}"), "", errors.Causes);
        }
    }

    private static void CheckFieldManager(string manager, FieldErrors errors)
    {
        var path = FieldPath.Of("fieldManager");
        if (Encoding.UTF8.GetByteCount(manager) > FieldOwner.MaxLength)
        {
            errors.TooLong(path, FieldOwner.MaxLength);
        }

        var position = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!FieldManagers.IsPrintable(rune))
            {
                errors.Invalid(path, manager, $"invalid character U+{rune.Value:X4} (at position {position})");
            }

            position += rune.Utf8SequenceLength;
        }
    }
}
