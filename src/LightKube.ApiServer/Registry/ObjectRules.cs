using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Registry;

/// <summary>All rules that an object must meet: those of every object's metadata, those of its schema, and those of its kind.</summary>
internal static class ObjectRules
{
    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static void Validate(ServedResource resource, Document document)
    {
        var errors = new FieldErrors();
        ObjectMetaValidation.Check(document.Schema, document.Root, errors);
        if (document.Schema.Custom is null)
        {
            SchemaValidation.CheckValues(document.Root, document.Schema, errors);
        }

        resource.Strategy.Validate(document, errors);
        errors.ThrowIfAny(document);
    }

    /// <exception cref="ApiException">Invalid, with every cause.</exception>
    public static void ValidateUpdate(ServedResource resource, Document document, Document old, string subresource)
    {
        var errors = new FieldErrors();
        ObjectMetaValidation.Check(document.Schema, document.Root, errors);
        ObjectMetaValidation.CheckUpdate(document.Root, old.Root, errors);
        if (document.Schema.Custom is null)
        {
            // What is wrong with a custom object may have been so before, so its change is judged as a whole.
            SchemaValidation.CheckValues(document.Root, document.Schema, errors);
            resource.Strategy.Validate(document, errors);
        }

        resource.Strategy.ValidateUpdate(document, old, subresource, errors);
        errors.ThrowIfAny(document);
    }
}
