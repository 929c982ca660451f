using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using StrategyErrors = LightKube.ApiServer.Strategies.FieldErrors;

namespace LightKube.ApiServer.Registry;

/// <summary>All rules that an object must meet: those of every object's metadata, those of its schema, and those of its kind.</summary>
internal static class ObjectRules
{
    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static void Validate(ServedResource resource, Document document)
    {
        var schema = new FieldErrors();
        ObjectMetaValidation.Check(document.Schema, document.Root, schema);
        SchemaValidation.CheckValues(document.Root, document.Schema, schema);
        var own = new StrategyErrors();
        resource.Strategy.Validate(document, own);
        ThrowIfAny(document, schema, own);
    }

    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static void ValidateUpdate(ServedResource resource, Document document, Document old, string subresource)
    {
        var schema = new FieldErrors();
        ObjectMetaValidation.Check(document.Schema, document.Root, schema);
        ObjectMetaValidation.CheckUpdate(document.Root, old.Root, schema);
        SchemaValidation.CheckValues(document.Root, document.Schema, schema);
        var own = new StrategyErrors();
        resource.Strategy.Validate(document, own);
        resource.Strategy.ValidateUpdate(document, old, subresource, own);
        ThrowIfAny(document, schema, own);
    }

    // Schema and kind may find the same thing; it is told once.
    private static void ThrowIfAny(Document document, FieldErrors schema, StrategyErrors own)
    {
        if (schema.Causes.Count + own.Causes.Count > 0)
        {
            var causes = schema.Causes.Concat(own.Causes).DistinctBy(cause => (cause.Field, cause.Reason)).ToList();
            throw ApiException.Invalid(document.Schema, document.Name, causes);
        }
    }
}
