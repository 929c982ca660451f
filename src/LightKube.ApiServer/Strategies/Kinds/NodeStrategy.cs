using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Nodes.</summary>
public sealed class NodeStrategy() : DefaultStrategy(Node.Schema)
{
    // A node that registers itself brings its addresses and capacity along.
    public override void SetDefaults(Document document)
    {
        var status = document.As<Node>().Status;
        foreach (var (name, _) in status.Capacity)
        {
            if (!status.Allocatable.ContainsKey(name))
            {
                status.Map.GetOrAddMap("allocatable").Set(name, status.Capacity.Peek()![name]);
            }
        }
    }

    protected override bool KeepsStatusOnCreate => true;
}
