using System.CommandLine;
using LightKube.Commands.Dev;

var root = new RootCommand("Kubernetes in one executable")
{
    DevCommand.Create(TimeProvider.System),
};
return await root.Parse(args).InvokeAsync();
