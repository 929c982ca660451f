using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.CustomResources.Definitions;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.CustomResources;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>CustomResourceDefinitions: which versions objects are stored at, and the deletion that waits for the objects.</summary>
public sealed class CustomResourceDefinitionStrategy(TimeProvider time) : DefaultStrategy(CustomResourceDefinition.Schema)
{
    public override void SetDefaults(Document document)
    {
        var definition = document.As<CustomResourceDefinition>();
        if (definition.Spec.Conversion.Strategy.Length == 0)
        {
            definition.Spec.Conversion.Strategy = "None";
        }
    }

    // From its first moment a deletion waits for the objects of the kind.
    public override bool HoldsDeletion(Document document) => DefinitionConditions.Find(document.As<CustomResourceDefinition>(), "Terminating") is null;

    public override void MarkDeleted(Document document)
    {
        var finalizers = document.Metadata.Finalizers;
        if (!finalizers.Contains(DefinitionFinalizer.Name))
        {
            finalizers.Add(DefinitionFinalizer.Name);
        }

        DefinitionConditions.Set(
            document.As<CustomResourceDefinition>(), "Terminating", true, "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", time.GetUtcNow());
    }

    public override IEnumerable<string> Warnings(Document document) => DefinitionWarnings.Of(document.As<CustomResourceDefinition>());

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        var definition = document.As<CustomResourceDefinition>();
        DefinitionRules.CheckStatus(definition, errors);
        if (subresource.Length > 0)
        {
            return;
        }

        var before = old.As<CustomResourceDefinition>();
        DefinitionRules.CheckStoredVersions(definition, errors);
        CheckApproval(definition, before, errors);
        if (document.Root["spec"] != old.Root["spec"])
        {
            DefinitionRules.Check(definition, errors);
            DefinitionRules.CheckImmutable(definition, before, errors);
        }
    }

    protected override void OnCreate(Document document) => NoteStorageVersion(document.As<CustomResourceDefinition>());

    protected override void OnUpdate(Document document, Document old) => NoteStorageVersion(document.As<CustomResourceDefinition>());

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        // An update is judged by what it changes.
        if (document.ResourceVersion.Length == 0)
        {
            var definition = document.As<CustomResourceDefinition>();
            DefinitionRules.Check(definition, errors);
            DefinitionRules.CheckStoredVersions(definition, errors);
            CheckApproval(definition, null, errors);
        }
    }

    private static void NoteStorageVersion(CustomResourceDefinition definition)
    {
        if (definition.Spec.Versions.Find(static version => version.Storage) is { } storage && !definition.Status.StoredVersions.Contains(storage.Name))
        {
            definition.Status.StoredVersions.Add(storage.Name);
        }
    }

    private static void CheckApproval(CustomResourceDefinition definition, CustomResourceDefinition? old, FieldErrors errors)
    {
        if (!ApiApproval.IsProtected(definition.Spec.Group))
        {
            return;
        }

        var annotation = definition.Metadata.Annotations[ApiApproval.Annotation] ?? "";
        var (state, reason) = ApiApproval.Of(annotation);
        if (old is not null && ApiApproval.Of(old.Metadata.Annotations[ApiApproval.Annotation] ?? "").State == state)
        {
            return;
        }

        var path = FieldPath.Metadata.Child("annotations").Key(ApiApproval.Annotation);
        if (state == "Missing")
        {
            errors.Required(path, reason);
        }
        else if (state == "Invalid")
        {
            errors.Invalid(path, annotation, reason);
        }
    }
}
