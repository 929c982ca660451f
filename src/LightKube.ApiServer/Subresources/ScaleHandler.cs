using LightKube.Api.Apply;
using LightKube.Api.Autoscaling.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Patches;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.ApiServer.CustomResources;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.Client;

namespace LightKube.ApiServer.Subresources;

/// <summary><c>scale</c> of the workload kinds and of custom ones: the replica count as an object of its own.</summary>
public sealed class ScaleHandler(ApiContext context) : ISubresourceHandler, ISubresourceView
{
    private static readonly KindSchema ScaleKind = BuiltIn.SubresourceKind("autoscaling/v1.Scale");
    private static readonly FieldFilter ReplicasAlone = new(["spec"], FieldSet.Empty);

    public async Task HandleAsync(ResourceRequest request)
    {
        CheckOptions(request);
        var format = request.Format;
        var call = request.ToCall();
        var scale = request.Info.Verb switch
        {
            "get" => ScaleOf(await FindAsync(request)),
            "update" => await ChangeAsync(request, call, await ReadScaleAsync(request, call)),
            "patch" when call.IsApply => await ApplyAsync(request, call),
            "patch" => await ChangeAsync(request, call, await ReadPatchAsync(request, call)),
            _ => throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource"),
        };
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ResponseWriter.WriteAsync(request.Http, 200, scale, format);
    }

    string ISubresourceView.Subresource => "scale";

    Document ISubresourceView.Of(Document parent) => new(ScaleKind, ScaleOf(parent));

    void ISubresourceView.Write(Document view, Document parent) =>
        SetReplicas(parent, Scale.Over(view.Root).Spec.Replicas);

    private static void SetReplicas(Document parent, int replicas)
    {
        if (parent.Schema.Custom?.Scale is { } paths)
        {
            CustomScale.SetReplicas(parent.Root, paths, replicas);
        }
        else
        {
            parent.Root.GetOrAddMap("spec").Set("replicas", replicas);
        }
    }

    private static async Task<Document> FindAsync(ResourceRequest request)
    {
        var resource = request.Resource;
        var entry = resource.Cache.Current.Entries.Find(resource.KeyOf(request.Info.Namespace, request.Info.Name))
            ?? throw ApiException.NotFound(resource.Schema, request.Info.Name);
        await resource.PrepareAsync(entry, request.Cancel);
        return StoredObject.Of(resource, entry).Document.Value;
    }

    private static async Task<Func<Document, Document>> ReadScaleAsync(ResourceRequest request, ApiCall call)
    {
        var given = await BodyReader.ReadAsync(
            request.Http, body => DocumentDecoder.Decode(body, request.Http.Request.ContentType, ScaleKind, call));
        return _ => given;
    }

    private static async Task<Func<Document, Document>> ReadPatchAsync(ResourceRequest request, ApiCall call)
    {
        var contentType = request.Http.Request.ContentType;
        var body = await BodyReader.ReadAsync(request.Http, bytes => DocumentDecoder.Read(bytes, contentType));
        var type = MediaTypes.Bare(contentType) switch
        {
            MediaTypes.JsonPatch => PatchType.Json,
            MediaTypes.StrategicMergePatch => PatchType.StrategicMerge,
            MediaTypes.MergePatch => PatchType.Merge,
            var other => throw ApiException.UnsupportedMediaType($"the body of the request was in an unknown format ({other})"),
        };
        return old => Patcher.Apply(ScaleKind, new Document(ScaleKind, ScaleOf(old)), new Patch(type, body), call);
    }

    private async Task<DocMap> ChangeAsync(ResourceRequest request, ApiCall call, Func<Document, Document> wanted)
    {
        // The object itself is what changes, so its own rules apply, not those of a subresource.
        var change = CallOfObject(call);
        var updated = await context.Updater.UpdateAsync(request.Resource, change, old =>
        {
            var scale = Scale.Over(wanted(old).Root);
            CheckReplicas(call, scale);
            var next = old.MutableCopy();
            SetReplicas(next, scale.Spec.Replicas);

            // Without a version the change is for whatever is there.
            next.Metadata.ResourceVersion = scale.Metadata.ResourceVersion is { Length: > 0 } version ? version : old.ResourceVersion;
            return next;
        });
        call.Warnings.AddRange(change.Warnings);
        return ScaleOf(updated.Document.Value);
    }

    // The configuration of a scale is one of the object that sets its replicas.
    private async Task<DocMap> ApplyAsync(ResourceRequest request, ApiCall call)
    {
        var scale = await BodyReader.ReadAsync(request.Http, bytes => ConfigurationReader.Read(bytes, request.Http.Request.ContentType, call));
        FieldManagement.CheckConfiguration(ScaleKind, scale);
        CheckReplicas(call, Scale.Over(scale));
        var kind = request.Resource.Schema;
        var configuration = new DocMap();
        configuration.Set("apiVersion", kind.ApiVersion);
        configuration.Set("kind", kind.Kind);
        configuration.Set("metadata", scale["metadata"].DeepClone());
        var replicas = scale.GetMap("spec")?["replicas"] ?? default;
        if (kind.Custom?.Scale is { } paths && !replicas.IsAbsentOrNull)
        {
            CustomScale.SetReplicas(configuration, paths, Scale.Over(scale).Spec.Replicas);
        }
        else if (!replicas.IsAbsent)
        {
            configuration.GetOrAddMap("spec").Set("replicas", replicas);
        }

        return ScaleOf((await context.Applier.UpdateAsync(request.Resource, CallOfObject(call), configuration, request.Options.Force)).Document.Value);
    }

    private static void CheckOptions(ResourceRequest request)
    {
        if (request.Info.Verb is "update" or "patch")
        {
            var isPatch = request.Info.Verb == "patch";
            WriteOptions.Check(request.Options, isPatch ? "PatchOptions" : "UpdateOptions", isPatch, isPatch && MediaTypes.IsApply(request.Http.Request.ContentType));
        }
    }

    private static void CheckReplicas(ApiCall call, Scale scale)
    {
        if (scale.Spec.Replicas < 0)
        {
            throw ApiException.Invalid(
                ScaleKind, call.Name,
                [new StatusCause("FieldValueInvalid", $"Invalid value: {scale.Spec.Replicas}: must be greater than or equal to 0", "spec.replicas")]);
        }
    }

    // The object itself is what changes, so its own rules apply, not those of a subresource; but managedFields tell that it was scaled.
    private ApiCall CallOfObject(ApiCall call) => new()
    {
        User = call.User,
        Namespace = call.Namespace,
        Name = call.Name,
        DryRun = call.DryRun,
        FieldManager = call.FieldManager,
        IsApply = call.IsApply,
        OwnerSubresource = "scale",
        OwnedFields = ReplicasAlone,
        Options = call.Options,
        AuditAnnotations = call.AuditAnnotations,
        View = this,
        Cancel = call.Cancel,
    };

    private static DocMap ScaleOf(Document workload)
    {
        var scale = new DocMap();
        scale.Set("kind", ScaleKind.Kind);
        scale.Set("apiVersion", ScaleKind.ApiVersion);
        var metadata = scale.GetOrAddMap("metadata");
        foreach (var key in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            metadata.Set(key, workload.Root.GetMap("metadata")![key]);
        }

        if (workload.Schema.Custom?.Scale is { } paths)
        {
            CustomScale.Fill(scale, workload.Root, paths);
            return scale;
        }

        scale.GetOrAddMap("spec").Set("replicas", workload.Root.GetMap("spec")?["replicas"].AsInt ?? 0);
        var status = scale.GetOrAddMap("status");
        status.Set("replicas", workload.Root.GetMap("status")?["replicas"].AsInt ?? 0);
        var selector = SelectorText(workload.Root.GetMap("spec")?["selector"].AsMap, workload.Schema);
        status.Set("selector", selector.Length > 0 ? selector : default(Value));
        return scale;
    }

    // A ReplicationController selects by a plain map, the others by a LabelSelector.
    private static string SelectorText(DocMap? selector, KindSchema kind)
    {
        if (selector is not { Count: > 0 })
        {
            return "";
        }

        return (kind.Plural == "replicationcontrollers" ? LabelSelector.FromLabels(selector) : LabelSelector.From(selector)).ToString();
    }
}
