using LightKube.LoadGenerator;

LoadOptions options;
try
{
    options = LoadOptions.Parse(args);
}
catch (Exception e) when (e is ArgumentException or FormatException)
{
    Console.Error.WriteLine($"loadgenerator: {e.Message}\n{LoadOptions.Usage}");
    return 2;
}

var api = new ApiConnection(options.Kubeconfig, options.Connections);
if (options.What is "api" or "all")
{
    await new ApiLoad(api, options).RunAsync();
}

if (options.What is "pods" or "all")
{
    await new PodStarts(api, options).RunAsync();
}

return 0;
