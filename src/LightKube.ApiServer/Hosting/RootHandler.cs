using LightKube.Api.Documents;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Hosting;

/// <summary><c>/</c>: the paths that are served.</summary>
public static class RootHandler
{
    public static void Register(PathDispatcher paths) => paths.Add("/", (http, _, _) =>
    {
        var root = new DocMap();
        root.Set("paths", DocList.Of(paths.Paths.Where(path => path != "/")));
        return ResponseWriter.WriteAsync(http, 200, root, ResponseFormat.Json);
    });
}
