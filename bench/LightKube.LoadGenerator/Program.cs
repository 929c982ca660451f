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

if (options.What == "ready")
{
    await ApiReadiness.WaitAsync(options.Kubeconfig);
    return 0;
}

var api = new ApiConnection(options.Kubeconfig, options.Connections);
await (options.What switch
{
    "pods" => new PodStarts(api, options).RunAsync(),
    "fill" => new PodStarts(api, options).FillAsync(),
    "wide" => new WideLoad(api, options).RunAsync(),
    "growth" => new Growth(api, options).RunAsync(),
    _ => new ApiLoad(api, options).RunAsync(),
});
return 0;
