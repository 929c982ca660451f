using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Tables;

namespace LightKube.ApiServer.Http;

/// <summary>Objects as the Table that <c>kubectl get</c> prints.</summary>
public static class TableProjection
{
    /// <summary>What a row carries of its object: includeObject of the query.</summary>
    public enum Include : byte
    {
        Metadata,
        None,
        Object,
    }

    public static Include IncludeOf(RequestOptions options) => options.Text("includeObject") switch
    {
        "None" => Include.None,
        "Object" => Include.Object,
        _ => Include.Metadata,
    };

    public static DocMap Table(
        KindSchema kind, IReadOnlyList<Document> documents, string resourceVersion, Include include, TimeProvider time, bool withColumns)
    {
        var table = new DocMap();
        table.Set("kind", "Table");
        table.Set("apiVersion", "meta.k8s.io/v1");
        var metadata = new DocMap();
        metadata.Set("resourceVersion", resourceVersion);
        table.Set("metadata", metadata);
        table.Set("columnDefinitions", withColumns ? TableBuilder.ColumnDefinitions(kind) : Value.Null);
        var rows = new DocList(documents.Count);
        foreach (var document in documents)
        {
            var row = new DocMap();
            row.Set("cells", TableBuilder.Row(kind, document.Root, time));
            row.Set("conditions", TableBuilder.RowConditions(kind, document.Root) is { } conditions ? conditions : default(Value));
            if (include != Include.None)
            {
                row.Set("object", include == Include.Object ? document.Root : PartialMetadata.Of(document.Root, "v1"));
            }

            rows.Add(row);
        }

        table.Set("rows", rows);
        return table;
    }
}
