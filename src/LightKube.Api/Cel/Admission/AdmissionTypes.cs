using LightKube.Api.Cel.Types;

namespace LightKube.Api.Cel.Admission;

/// <summary>The types of <c>request</c> and <c>namespaceObject</c>: what of them expressions see.</summary>
public static class AdmissionTypes
{
    private const long NoLimit = long.MaxValue;

    private static readonly DeclType Texts = DeclType.ListOf(DeclType.String, NoLimit);
    private static readonly DeclType TextMap = DeclType.MapOf(DeclType.String, DeclType.String, NoLimit);

    public static DeclType Request { get; } = MakeRequest();

    public static DeclType Namespace { get; } = MakeNamespace();

    private static DeclField Field(string name, DeclType type) => new(FieldNames.Escape(name)!, name, type, Required: true);

    private static DeclType MakeRequest()
    {
        var kind = DeclType.ObjectOf("kubernetes.GroupVersionKind", Field("group", DeclType.String), Field("version", DeclType.String), Field("kind", DeclType.String));
        var resource = DeclType.ObjectOf(
            "kubernetes.GroupVersionResource", Field("group", DeclType.String), Field("version", DeclType.String), Field("resource", DeclType.String));
        var user = DeclType.ObjectOf(
            "kubernetes.UserInfo",
            Field("username", DeclType.String),
            Field("uid", DeclType.String),
            Field("groups", Texts),
            Field("extra", DeclType.MapOf(DeclType.String, Texts, NoLimit)));
        return DeclType.ObjectOf(
            "kubernetes.AdmissionRequest",
            Field("kind", kind),
            Field("resource", resource),
            Field("subResource", DeclType.String),
            Field("requestKind", kind),
            Field("requestResource", resource),
            Field("requestSubResource", DeclType.String),
            Field("name", DeclType.String),
            Field("namespace", DeclType.String),
            Field("operation", DeclType.String),
            Field("userInfo", user),
            Field("dryRun", DeclType.Bool),
            Field("options", DeclType.Dyn));
    }

    private static DeclType MakeNamespace()
    {
        var time = BuiltInTypes.From(Schemas.BuiltIn.Types["meta/v1.ObjectMeta"])!.Fields["creationTimestamp"].Type;
        var condition = DeclType.ObjectOf(
            "kubernetes.NamespaceCondition",
            Field("status", DeclType.String),
            Field("type", DeclType.String),
            Field("lastTransitionTime", time),
            Field("message", DeclType.String),
            Field("reason", DeclType.String));
        var metadata = DeclType.ObjectOf(
            "kubernetes.NamespaceMetadata",
            Field("name", DeclType.String),
            Field("generateName", DeclType.String),
            Field("namespace", DeclType.String),
            Field("labels", TextMap),
            Field("annotations", TextMap),
            new DeclField("UID", "uid", DeclType.String, Required: true),
            Field("creationTimestamp", time),
            Field("deletionGracePeriodSeconds", DeclType.Int),
            Field("deletionTimestamp", time),
            Field("generation", DeclType.Int),
            Field("resourceVersion", DeclType.String),
            Field("finalizers", Texts));
        return DeclType.ObjectOf(
            "kubernetes.Namespace",
            Field("metadata", metadata),
            Field("spec", DeclType.ObjectOf("kubernetes.NamespaceSpec", Field("finalizers", Texts))),
            Field("status", DeclType.ObjectOf("kubernetes.NamespaceStatus", Field("conditions", DeclType.ListOf(condition, NoLimit)), Field("phase", DeclType.String))));
    }
}
