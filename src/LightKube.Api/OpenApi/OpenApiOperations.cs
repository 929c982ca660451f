using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.OpenApi;

/// <summary>One operation of a path: parameters, body, answers.</summary>
internal sealed class OpenApiOperations(OpenApiDialect dialect, OpenApiDefinitions definitions)
{
    private static readonly string[] PatchTypes =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml",
    ];

    // Strategic merge goes by directives in Go types, which custom kinds do not have.
    private static readonly string[] CustomPatchTypes = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];

    private static readonly string[] AnswerTypes = ["application/json", "application/yaml"];

    private static readonly Dictionary<string, (string Name, string Type)[]> QueryParameters = new()
    {
        ["list"] =
        [
            ("allowWatchBookmarks", "boolean"), ("continue", "string"), ("fieldSelector", "string"), ("labelSelector", "string"), ("limit", "integer"),
            ("pretty", "string"), ("resourceVersion", "string"), ("resourceVersionMatch", "string"), ("sendInitialEvents", "boolean"),
            ("timeoutSeconds", "integer"), ("watch", "boolean"),
        ],
        ["get"] = [("pretty", "string")],
        ["create"] = [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string"), ("pretty", "string")],
        ["update"] = [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string"), ("pretty", "string")],
        ["patch"] = [("dryRun", "string"), ("fieldManager", "string"), ("fieldValidation", "string"), ("force", "boolean"), ("pretty", "string")],
        ["delete"] = [("dryRun", "string"), ("gracePeriodSeconds", "integer"), ("orphanDependents", "boolean"), ("pretty", "string"), ("propagationPolicy", "string")],
        ["deletecollection"] =
        [
            ("continue", "string"), ("dryRun", "string"), ("fieldSelector", "string"), ("gracePeriodSeconds", "integer"), ("labelSelector", "string"),
            ("limit", "integer"), ("orphanDependents", "boolean"), ("propagationPolicy", "string"), ("resourceVersion", "string"), ("timeoutSeconds", "integer"),
        ],
    };

    public DocMap Operation(KindSchema kind, SubresourceSchema? subresource, string verb, bool inNamespace)
    {
        var name = subresource is null || subresource.Kind == kind.Kind ? OpenApiDefinitions.NameOf(kind) : NameOf(subresource);
        var body = verb switch
        {
            "create" or "update" => name,
            "patch" => OpenApiDefinitions.PatchName,
            "delete" or "deletecollection" => BuiltIn.Types["meta/v1.DeleteOptions"].OpenApiName,
            _ => null,
        };
        var answer = verb switch
        {
            "list" => OpenApiDefinitions.ListNameOf(kind),
            "delete" or "deletecollection" => BuiltIn.Types["meta/v1.Status"].OpenApiName,
            _ => name,
        };
        var operation = new DocMap(10);
        operation.Set("description", Description(kind, subresource, verb));
        operation.Set("operationId", Id(kind, subresource, verb, inNamespace));
        operation.Set("tags", DocList.Of([Tag(kind)]));
        SetParameters(operation, verb, body, kind);
        SetAnswer(operation, answer, verb == "create" ? "201" : "200");
        operation.Set("x-kubernetes-action", verb switch { "create" => "post", "update" => "put", _ => verb });
        operation.Set("x-kubernetes-group-version-kind", Gvk(kind, subresource));
        return operation;
    }

    public DocMap PathParameter(string name, string description)
    {
        var parameter = Parameter(name, "path", "string");
        parameter.Set("description", description);
        parameter.Set("required", true);
        return parameter;
    }

    private static string Description(KindSchema kind, SubresourceSchema? subresource, string verb)
    {
        var what = subresource is null ? kind.Kind : $"{subresource.Name} of a {kind.Kind}";
        return verb switch
        {
            "list" => $"Lists or watches objects of kind {kind.Kind}.",
            "deletecollection" => $"Deletes a collection of {kind.Kind}.",
            "get" => $"Reads the {what}.",
            "create" => $"Creates a {what}.",
            "update" => $"Replaces the {what}.",
            "patch" => $"Changes parts of the {what}.",
            _ => $"Deletes the {what}.",
        };
    }

    private void SetParameters(DocMap operation, string verb, string? body, KindSchema kind)
    {
        var parameters = new DocList();
        if (body is not null && dialect == OpenApiDialect.V2)
        {
            var parameter = new DocMap(4);
            parameter.Set("name", "body");
            parameter.Set("in", "body");
            parameter.Set("required", verb is not ("delete" or "deletecollection"));
            parameter.Set("schema", Reference(body));
            parameters.Add(parameter);
            operation.Set("consumes", DocList.Of(verb == "patch" ? PatchTypesOf(kind) : ["*/*"]));
        }

        foreach (var (name, type) in QueryParameters[verb])
        {
            parameters.Add(Parameter(name, "query", type));
        }

        operation.Set("parameters", parameters);
        if (body is not null && dialect == OpenApiDialect.V3)
        {
            var request = new DocMap(2);
            request.Set("content", Content(verb == "patch" ? PatchTypesOf(kind) : ["*/*"], body));
            request.Set("required", verb is not ("delete" or "deletecollection"));
            operation.Set("requestBody", request);
        }
    }

    private static string[] PatchTypesOf(KindSchema kind) => kind.Custom is null ? PatchTypes : CustomPatchTypes;

    private DocMap Parameter(string name, string place, string type)
    {
        var parameter = new DocMap(5);
        parameter.Set("name", name);
        parameter.Set("in", place);
        var schema = dialect == OpenApiDialect.V2 ? parameter : new DocMap(2);
        schema.Set("type", type);
        schema.Set("uniqueItems", true);
        if (dialect == OpenApiDialect.V3)
        {
            parameter.Set("schema", schema);
        }

        return parameter;
    }

    private void SetAnswer(DocMap operation, string name, string code)
    {
        var answer = new DocMap(2);
        answer.Set("description", code == "201" ? "Created" : "OK");
        if (dialect == OpenApiDialect.V2)
        {
            answer.Set("schema", Reference(name));
            operation.Set("produces", DocList.Of(AnswerTypes));
        }
        else
        {
            answer.Set("content", Content(AnswerTypes, name));
        }

        var refused = new DocMap(1);
        refused.Set("description", "Unauthorized");
        var answers = new DocMap(2);
        answers.Set(code, answer);
        answers.Set("401", refused);
        operation.Set("responses", answers);
    }

    private DocMap Content(IEnumerable<string> types, string name)
    {
        var content = new DocMap();
        foreach (var type in types)
        {
            var media = new DocMap(1);
            media.Set("schema", Reference(name));
            content.Set(type, media);
        }

        return content;
    }

    private DocMap Reference(string name)
    {
        var map = new DocMap(1);
        map.Set("$ref", definitions.Ref(name));
        return map;
    }

    private static string NameOf(SubresourceSchema subresource) => BuiltIn.Types[subresource.Kind].OpenApiName;

    private static DocMap Gvk(KindSchema kind, SubresourceSchema? subresource)
    {
        if (subresource is null || subresource.Kind == kind.Kind)
        {
            return OpenApiDefinitions.Gvk(kind.Group, kind.Version, kind.Kind);
        }

        // 'autoscaling/v1.Scale'; the groups of a package's own kinds are not in its name, but the subresources' are these.
        var dot = subresource.Kind.LastIndexOf('.');
        var name = subresource.Kind[(dot + 1)..];
        var parts = subresource.Kind[..dot].Split('/');
        return name == kind.Kind
            ? OpenApiDefinitions.Gvk(kind.Group, kind.Version, kind.Kind)
            : OpenApiDefinitions.Gvk(parts[0] switch { "core" => "", "authentication" => "authentication.k8s.io", var group => group }, parts[1], name);
    }

    private static string Tag(KindSchema kind) => $"{(kind.Group.Length == 0 ? "core" : kind.Group.Split('.')[0])}_{kind.Version}";

    private static string Id(KindSchema kind, SubresourceSchema? subresource, string verb, bool inNamespace)
    {
        var group = kind.Group.Length == 0 ? "Core" : string.Concat(kind.Group.Replace(".k8s.io", "", StringComparison.Ordinal).Split('.', '-').Where(part => part.Length > 0).Select(Upper));
        var action = verb switch { "get" => "read", "update" => "replace", "deletecollection" => "deleteCollection", _ => verb };
        var scope = inNamespace ? "Namespaced" : "";
        var every = kind.Namespaced && !inNamespace ? "ForAllNamespaces" : "";
        return $"{action}{group}{Upper(kind.Version)}{scope}{kind.Kind}{(subresource is null ? "" : Upper(subresource.Name))}{every}";
    }

    private static string Upper(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
