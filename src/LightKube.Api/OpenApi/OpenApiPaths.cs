using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.OpenApi;

/// <summary>The path items of kinds: what may be asked of which URL.</summary>
internal sealed class OpenApiPaths(OpenApiDialect dialect, OpenApiDefinitions definitions)
{
    private readonly OpenApiOperations _operations = new(dialect, definitions);

    /// <summary>The paths of all kinds, each once, in the order of the kinds.</summary>
    public IEnumerable<(string Path, DocMap Item)> All(IReadOnlyList<KindSchema> kinds)
    {
        foreach (var kind in kinds)
        {
            var root = kind.Group.Length == 0 ? $"/api/{kind.Version}" : $"/apis/{kind.Group}/{kind.Version}";
            var collection = kind.Namespaced ? $"{root}/namespaces/{{namespace}}/{kind.Plural}" : $"{root}/{kind.Plural}";
            if (kind.Namespaced && kind.Verbs.Contains("list"))
            {
                yield return ($"{root}/{kind.Plural}", Item(kind, null, false, false, ("get", "list")));
            }

            yield return (collection, Item(kind, null, kind.Namespaced, false, ("get", "list"), ("post", "create"), ("delete", "deletecollection")));
            if (kind.Verbs.Any(verb => verb is "get" or "update" or "patch" or "delete"))
            {
                yield return ($"{collection}/{{name}}", Item(kind, null, kind.Namespaced, true, ("get", "get"), ("put", "update"), ("patch", "patch"), ("delete", "delete")));
            }

            foreach (var subresource in kind.Subresources)
            {
                yield return ($"{collection}/{{name}}/{subresource.Name}", Item(kind, subresource, kind.Namespaced, true,
                    ("get", "get"), ("put", "update"), ("patch", "patch"), ("post", "create"), ("delete", "delete")));
            }
        }
    }

    private DocMap Item(KindSchema kind, SubresourceSchema? subresource, bool inNamespace, bool named, params (string Method, string Verb)[] methods)
    {
        var item = new DocMap();
        var verbs = subresource?.Verbs ?? kind.Verbs;
        foreach (var (method, verb) in methods)
        {
            if (verbs.Contains(verb))
            {
                item.Set(method, _operations.Operation(kind, subresource, verb, inNamespace));
            }
        }

        var parameters = new DocList(2);
        if (named)
        {
            parameters.Add(_operations.PathParameter("name", $"Name of the {kind.Kind}."));
        }

        if (inNamespace)
        {
            parameters.Add(_operations.PathParameter("namespace", "Namespace of the object."));
        }

        item.Set("parameters", parameters.Count > 0 ? parameters : default(Value));
        return item;
    }
}
