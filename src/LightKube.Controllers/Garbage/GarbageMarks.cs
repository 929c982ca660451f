using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;

namespace LightKube.Controllers.Garbage;

/// <summary>How an object says that it is going, and in which way.</summary>
internal static class GarbageMarks
{
    /// <summary>Kept until the dependents that block it are gone.</summary>
    public const string Foreground = "foregroundDeletion";

    /// <summary>Kept until its dependents no longer name it.</summary>
    public const string Orphan = "orphan";

    public static bool IsBeingDeleted(this Document document) => document.Metadata.DeletionTimestamp is not null;

    public static bool HasFinalizer(this Document document, string finalizer) => document.Metadata.Finalizers.Contains(finalizer);

    public static bool WaitsForDependents(this Document document) => document.IsBeingDeleted() && document.HasFinalizer(Foreground);

    /// <summary>True when the dependent keeps that owner from going.</summary>
    public static bool Blocks(this Document dependent, string ownerUid) =>
        dependent.Metadata.OwnerReferences.Find(reference => reference.Uid == ownerUid && reference.BlockOwnerDeletion == true) is not null;

    /// <summary>True when something that decides about their fate differs between two states of an object.</summary>
    public static bool Differ(Document old, Document current) =>
        old.IsBeingDeleted() != current.IsBeingDeleted()
        || ValueOf(old.Metadata.Finalizers.Peek()) != ValueOf(current.Metadata.Finalizers.Peek())
        || ValueOf(old.Metadata.OwnerReferences.Peek()) != ValueOf(current.Metadata.OwnerReferences.Peek());

    private static Value ValueOf(DocList? list) => list is null ? default(Value) : list;
}
