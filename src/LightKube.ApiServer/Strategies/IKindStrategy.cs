using LightKube.Api.Apply;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies;

/// <summary>
/// The rules of one kind that its schema cannot say. The registry calls, for a create: <see cref="SetDefaults"/> (after the schema's
/// own), admission, <see cref="PrepareForCreate"/>, <see cref="Validate"/>; for an update: SetDefaults, <see cref="PrepareForUpdate"/>,
/// admission, Validate, <see cref="ValidateUpdate"/>. Documents are mutable in the first and only read in the rest; the old one is frozen.
/// </summary>
public interface IKindStrategy
{
    /// <summary>Defaults that depend on other fields.</summary>
    void SetDefaults(Document document);

    /// <summary>Sets what the server decides: no status, generation 1, addresses.</summary>
    /// <exception cref="Api.Errors.ApiException">Something that must be allocated is used up or taken.</exception>
    void PrepareForCreate(Document document);

    /// <summary>Takes over from the old object what this endpoint may not change, and counts the generation.</summary>
    /// <param name="document">The new object.</param>
    /// <param name="old">The stored object.</param>
    /// <param name="subresource">Empty for the object itself, else status, finalize, resize …</param>
    void PrepareForUpdate(Document document, Document old, string subresource);

    /// <summary>False when an update must say which version it is made from.</summary>
    bool AllowsUnconditionalUpdate => true;

    /// <summary>Judges the object by itself. Not called for updates of custom objects.</summary>
    void Validate(Document document, FieldErrors errors);

    /// <summary>Judges the change.</summary>
    void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors);

    /// <summary>Advice for the client, each a <c>Warning: 299</c> header.</summary>
    IEnumerable<string> Warnings(Document document) => [];

    /// <summary>The fields that an endpoint writes, and that its clients can own; it puts all others back. Null when nobody is recorded there.</summary>
    /// <param name="subresource">Empty for the object itself.</param>
    FieldFilter? OwnedFields(string subresource) => FieldFilter.All;

    /// <summary>The write that was prepared did not happen (refused, conflict, dry run): gives back what was allocated for it.</summary>
    void Abandon(Document document, Document? old)
    {
    }

    /// <summary>The seconds between a deletion's acceptance and the object's removal; 0 when it may go at once.</summary>
    /// <param name="document">The object to delete.</param>
    /// <param name="asked">DeleteOptions.gracePeriodSeconds.</param>
    long GracePeriod(Document document, long? asked) => 0;

    /// <summary>The object was marked for deletion (deletionTimestamp is set) and stays for now: what else changes with it.</summary>
    void MarkDeleted(Document document)
    {
    }

    /// <summary>True when something other than metadata.finalizers keeps a deleted object.</summary>
    bool HoldsDeletion(Document document) => false;
}
