using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Registry;

/// <summary>
/// All rules that an object must meet. Of a built-in kind they are written out in full; of any other they are those of every object's
/// metadata and, unless it is a custom one, those of its schema. What the kind's strategy adds depends on the server's own state.
/// </summary>
internal static class ObjectRules
{
    /// <param name="strategy">The kind's.</param>
    /// <param name="document">The new object.</param>
    /// <param name="sibling">An object that met the rules and has parts in common with the new one; null when there is none.</param>
    /// <returns>Advice for the client.</returns>
    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static IReadOnlyList<string> Validate(IKindStrategy strategy, Document document, Document? sibling = null)
    {
        var errors = new FieldErrors();
        Collect(strategy, document, errors, sibling);
        errors.ThrowIfAny(document);
        return errors.Warnings;
    }

    /// <returns>Advice for the client.</returns>
    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static IReadOnlyList<string> ValidateUpdate(ServedResource resource, Document document, Document old, string subresource)
    {
        var errors = new FieldErrors();
        CollectUpdate(resource.Strategy, document, old, subresource, errors);
        errors.ThrowIfAny(document);
        return errors.Warnings;
    }

    /// <summary>Notes what is wrong with a new object.</summary>
    internal static void Collect(IKindStrategy strategy, Document document, FieldErrors errors, Document? sibling = null)
    {
        var own = KindValidations.Find(document.Schema);
        var root = errors.Root(document.Root);
        if (own is null)
        {
            ObjectMetaValidation.Check(document.Schema, root["metadata"]);
        }
        else
        {
            own.Create(root, root.With(sibling is null ? default : sibling.Root));
        }

        strategy.Validate(document, errors);
        if (own is null && document.Schema.Custom is null)
        {
            AddSchema(document, errors);
        }
        else if (!errors.Any)
        {
            own?.Warn(root, root.With(default));
        }

        errors.Release();
    }

    /// <summary>Notes what is wrong with a change.</summary>
    internal static void CollectUpdate(IKindStrategy strategy, Document document, Document old, string subresource, FieldErrors errors)
    {
        var own = KindValidations.Find(document.Schema);
        var (root, before) = (errors.Root(document.Root), errors.Root(old.Root));
        if (own is null)
        {
            ObjectMetaValidation.CheckUpdate(root["metadata"], before["metadata"]);
            ObjectMetaValidation.Check(document.Schema, root["metadata"]);
        }
        else
        {
            own.Update(root, before, subresource);
        }

        if (document.Schema.Custom is null)
        {
            // What is wrong with a custom object may have been so before, so its change is judged as a whole.
            strategy.Validate(document, errors);
        }

        strategy.ValidateUpdate(document, old, subresource, errors);
        if (own is null && document.Schema.Custom is null)
        {
            AddSchema(document, errors);
        }
        else if (!errors.Any && subresource.Length == 0)
        {
            own?.Warn(root, before);
        }

        errors.Release();
    }

    // The schema knows what is required and what there is to choose from; a strategy may have said it in better words.
    private static void AddSchema(Document document, FieldErrors errors)
    {
        var found = new FieldErrors();
        SchemaValidation.CheckValues(document.Root, document.Schema, found);
        errors.AddNew(found);
    }
}
