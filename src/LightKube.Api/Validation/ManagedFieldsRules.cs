using System.Text;
using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.Validation;

/// <summary>The rules of <c>metadata.managedFields</c>, which a client may write too.</summary>
internal static class ManagedFieldsRules
{
    /// <summary>The longest name of a subresource.</summary>
    private const int MaxSubresourceLength = 256;

    private static readonly FieldPath ManagedFields = FieldPath.Metadata.Child("managedFields");

    public static void Check(DocList? entries, FieldErrors errors)
    {
        for (var i = 0; i < entries?.Count; i++)
        {
            if (entries[i].AsMap is { } entry)
            {
                Check(entry, i, errors);
            }
        }
    }

    private static void Check(DocMap entry, int index, FieldErrors errors)
    {
        switch (entry.GetString("operation") ?? "")
        {
            case "":
                errors.Required(PathOf(index, "operation"), "must not be empty");
                break;
            case ManagedEntry.Apply or ManagedEntry.Update:
                break;
            case var other:
                errors.NotSupported(PathOf(index, "operation"), other, ManagedEntry.Apply, ManagedEntry.Update);
                break;
        }

        if (entry.GetString("fieldsType") is { Length: > 0 } type and not FieldsV1.Name)
        {
            errors.Invalid(PathOf(index, "fieldsType"), type, "must be `FieldsV1`");
        }

        if (entry.GetString("manager") is { } manager && Encoding.UTF8.GetByteCount(manager) > FieldOwner.MaxLength)
        {
            errors.TooLong(PathOf(index, "manager"), FieldOwner.MaxLength);
        }

        if (entry.GetString("subresource") is { Length: > MaxSubresourceLength })
        {
            errors.TooLong(PathOf(index, "subresource"), MaxSubresourceLength);
        }
    }

    // Made only for what is wrong.
    private static FieldPath PathOf(int index, string field) => ManagedFields.Index(index).Child(field);
}
