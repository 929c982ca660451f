using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Apply;

/// <summary>Keeps <c>metadata.managedFields</c>: who wrote which fields, at every write; and merges what is applied.</summary>
public static class FieldManagement
{
    private const string LastAppliedManager = "kubectl";

    /// <summary>Records a create, update or patch.</summary>
    /// <param name="kind">The kind, at the version of the request.</param>
    /// <param name="old">The stored object; null for a create.</param>
    /// <param name="next">The new object with its defaults; its managedFields are replaced.</param>
    /// <param name="owner">Who writes.</param>
    /// <param name="filter">What the endpoint lets through.</param>
    /// <param name="versions">The kind's other versions.</param>
    /// <param name="reset">The client asked to forget all managers (an empty list).</param>
    public static void Update(KindSchema kind, DocMap? old, DocMap next, FieldOwner owner, FieldFilter filter, IObjectVersions versions, bool reset)
    {
        try
        {
            var managed = reset ? ManagedFields.None() : DecodeNewOrOld(old, next, owner.Subresource.Length > 0);

            // An object whose managers were forgotten has none until somebody applies.
            if (managed.Count == 0 && old is null)
            {
                RecordCreate(kind, next, owner, filter, managed);
            }
            else if (managed.Count > 0)
            {
                Reconcile(managed, kind, versions);
                Record(kind, old ?? EmptyObjects.Of(kind), next, owner, filter, versions, managed);
            }

            managed.Encode(next);
        }
        catch (TypedValueException)
        {
            // Lists whose items cannot be told apart have no owners; validation has its say about them.
            next.GetOrAddMap("metadata").Set("managedFields", old?.GetMap("metadata")?["managedFields"].DeepClone() ?? default);
        }
    }

    /// <summary>Merges an applied configuration into an object.</summary>
    /// <param name="kind">The kind, at the version of the request, which the configuration must have too.</param>
    /// <param name="old">The stored object, frozen; null when there is none yet.</param>
    /// <param name="configuration">The applied configuration as sent.</param>
    /// <param name="owner">Who applies.</param>
    /// <param name="force">Take fields that others own.</param>
    /// <param name="filter">What the endpoint lets through.</param>
    /// <param name="versions">The kind's other versions.</param>
    /// <returns>The new object, mutable, without new defaults.</returns>
    /// <exception cref="ApiException">400 for a configuration of another kind or with managedFields, 409 for conflicts, 500 when it does not fit the schema.</exception>
    public static DocMap Apply(KindSchema kind, DocMap? old, DocMap configuration, FieldOwner owner, bool force, FieldFilter filter, IObjectVersions versions)
    {
        ConfigurationCheck.Check(kind, configuration);
        try
        {
            var run = new ApplyRun(kind, configuration, owner, filter, versions);
            if (owner.Manager != LastAppliedManager)
            {
                return run.Apply(old, force);
            }

            var result = ApplyAsKubectl(run, kind, old, force);
            LastApplied.Update(result, configuration);
            return result;
        }
        catch (ApplyConflictException e)
        {
            throw e.Conflicts.ToException();
        }
        catch (TypedValueException e)
        {
            throw ApiException.Internal(e.Message, e);
        }
    }

    /// <summary>Checks a configuration that is applied to something else than an object of its kind.</summary>
    /// <exception cref="ApiException">As for an apply.</exception>
    public static void CheckConfiguration(KindSchema kind, DocMap configuration) => ConfigurationCheck.Check(kind, configuration);

    /// <summary>True when a client asks to forget all managers: an empty list, or one with an empty entry.</summary>
    public static bool IsReset(DocMap root) =>
        root.GetMap("metadata")?.GetList("managedFields") is { } list && (list.Count == 0 || (list.Count == 1 && list[0].AsMap is { Count: 0 }));

    internal static void Record(
        KindSchema kind, DocMap old, DocMap next, FieldOwner owner, FieldFilter filter, IObjectVersions versions, ManagedFields managed)
    {
        var own = managed.Find(owner);
        var transfer = new OwnershipTransfer(kind, old, next, filter, versions);
        transfer.Run(managed, null, force: true);
        var written = StrippedFields.Strip(filter.Apply(transfer.Comparison.Changed));
        if (written.IsEmpty)
        {
            return;
        }

        managed.Set(managed.Find(owner) is { } rest ? Joined(own!, rest, written, owner.Time) : ManagedEntry.Of(owner, written));
        ManagersCap.Enforce(managed);
    }

    // Who writes a field again loses it for a moment; what it owns is the same set then, whose JSON is known.
    private static ManagedEntry Joined(ManagedEntry own, ManagedEntry rest, FieldSet written, Value time)
    {
        var fields = KnownUnions.Of(rest.Fields, written);
        return fields.ContentEquals(own.Fields) ? own.With(own.Fields, time) : rest.With(fields, time);
    }

    private static void RecordCreate(KindSchema kind, DocMap next, FieldOwner owner, FieldFilter filter, ManagedFields managed)
    {
        var known = CreatedFields.Find(kind, next, filter);
        if (known is null)
        {
            var fields = StrippedFields.Strip(filter.Apply(FieldComparison.Of(EmptyObjects.Of(kind), next, kind.Type).Changed));
            if (fields.IsEmpty)
            {
                return;
            }

            known = new CreatedFields.Known(filter, fields, FieldsV1.Write(fields));
            CreatedFields.Add(kind, known);
        }

        managed.Set(ManagedEntry.Of(owner, known));
    }

    internal static void Reconcile(ManagedFields managed, KindSchema kind, IObjectVersions versions) => managed.Replace(entry =>
    {
        var at = entry.ApiVersion == kind.ApiVersion ? kind : versions.Find(entry.ApiVersion);
        return at is null ? null : entry.With(SchemaFields.Reconcile(entry.Fields, at.Type));
    });

    // A client that knows nothing of managedFields sends none, or what cannot be read: then the stored ones go on.
    private static ManagedFields DecodeNewOrOld(DocMap? old, DocMap next, bool isSubresource)
    {
        var given = isSubresource ? null : TryDecode(next);
        return given is { Count: > 0 } ? given : (old is null ? null : TryDecode(old)) ?? ManagedFields.None();
    }

    private static ManagedFields? TryDecode(DocMap root)
    {
        try
        {
            return ManagedFields.Decode(root);
        }
        catch (DocumentFormatException)
        {
            return null;
        }
    }

    // An object that kubectl applied on the client's side so far holds no conflict for what its annotation says.
    private static DocMap ApplyAsKubectl(ApplyRun run, KindSchema kind, DocMap? old, bool force)
    {
        try
        {
            return run.Apply(old, force);
        }
        catch (ApplyConflictException e) when (old is not null && LastApplied.Fields(old, kind) is { } allowed)
        {
            var rest = e.Conflicts.Except(allowed);
            return rest.IsEmpty ? run.Apply(old, force: true) : throw new ApplyConflictException(rest);
        }
    }
}
