using System.Text;
using LightKube.Api.Apply;

namespace LightKube.Api.Validation;

/// <summary>The rules of <c>metadata.managedFields</c>, which a client may write too.</summary>
internal static class ManagedFieldsRules
{
    /// <summary>The longest name of a subresource.</summary>
    private const int MaxSubresourceLength = 256;

    public static void Check(Field entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            CheckEntry(entries[i]);
        }
    }

    private static void CheckEntry(Field entry)
    {
        var operation = entry["operation"];
        switch (operation.Text)
        {
            case "":
                operation.Required("must not be empty");
                break;
            case ManagedEntry.Apply or ManagedEntry.Update:
                break;
            default:
                operation.NotSupported(ManagedEntry.Apply, ManagedEntry.Update);
                break;
        }

        if (entry["fieldsType"].Text is { Length: > 0 } and not FieldsV1.Name)
        {
            entry["fieldsType"].Invalid("must be `FieldsV1`");
        }

        if (Encoding.UTF8.GetByteCount(entry["manager"].Text) > FieldOwner.MaxLength)
        {
            entry["manager"].TooLong(FieldOwner.MaxLength);
        }

        if (entry["subresource"].Text.Length > MaxSubresourceLength)
        {
            entry["subresource"].TooLong(MaxSubresourceLength);
        }
    }
}
