using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using Microsoft.Extensions.Primitives;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>Admits connections to pods, services and nodes (exec, attach, portforward, proxy) before they are made.</summary>
public sealed class AdmittedConnection(AdmissionChain admission, ISubresourceHandler inner) : ISubresourceHandler
{
    public async Task HandleAsync(ResourceRequest request)
    {
        var schema = request.Resource.Schema;
        var attempt = new AdmissionRequest
        {
            Verb = AdmissionVerb.Connect,
            Kind = schema,
            Subresource = request.Info.Subresource,
            Namespace = schema.Namespaced ? request.Info.Namespace : "",
            Name = request.Info.Name,
            Object = OptionsOf(request, SubresourceKinds.Of(schema.Subresource(request.Info.Subresource)!, schema)),
            User = request.User,
            Annotations = Auditor.Of(request.Http)?.Notes,
        };
        await admission.MutateAsync(attempt, request.Cancel);
        await admission.ValidateAsync(attempt, request.Cancel);
        ResponseWriter.AddWarnings(request.Http, [.. attempt.Warnings]);
        await inner.HandleAsync(request);
    }

    // The query as an object: PodExecOptions and the like.
    private static Document OptionsOf(ResourceRequest request, KindSchema kind)
    {
        var options = new DocMap(8);
        options.Set("kind", kind.Kind);
        options.Set("apiVersion", kind.ApiVersion);
        foreach (var field in kind.Type.Fields)
        {
            Set(options, field, request);
        }

        if (request.Info.Subresource == "proxy" && request.Info.Rest.Length > 0)
        {
            options.Set("path", "/" + request.Info.Rest);
        }

        return new Document(kind, options);
    }

    private static void Set(DocMap options, FieldSchema field, ResourceRequest request)
    {
        var values = request.Http.Request.Query[field.Name];
        if (values.Count == 0)
        {
            return;
        }

        if (field.Type.Kind == TypeKind.List)
        {
            options.Set(field.Name, ListOf(field.Type.Element!, values));
            return;
        }

        Value value = field.Type.Kind == TypeKind.Bool ? request.Options.Flag(field.Name) ?? false : values[0] ?? "";
        options.Set(field.Name, value);
    }

    private static DocList ListOf(TypeSchema element, StringValues values)
    {
        var list = new DocList(values.Count);
        foreach (var text in values)
        {
            list.Add(element.Kind == TypeKind.Int32 && int.TryParse(text, out var number) ? number : text ?? "");
        }

        return list;
    }
}
