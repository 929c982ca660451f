using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;

namespace LightKube.Api.Tests.Cel;

/// <summary>Expressions stand in the way of every write that a policy is about.</summary>
public sealed class AllocationTests
{
    [TestCase("object.spec.replicas <= 3 && object.metadata.name.startsWith('d') && has(object.metadata.labels)", 160)]
    [TestCase("object.spec.template.spec.containers.all(c, c.image.startsWith('i') && c.name in ['a', 'b'])", 320)]
    public void Evaluating_allocates_next_to_nothing(string expression, int bytes)
    {
        const int Times = 1000;
        var environment = new CelEnvironment();
        var activation = new CelActivation(1);
        activation.Set(environment.Declare("object", CelType.Dyn), Trees.Map("""
            {'metadata':{'name':'d','labels':{}},'spec':{'replicas':2,'template':{'spec':{'containers':[{'name':'a','image':'i'},{'name':'b','image':'i'}]}}}}
            """));
        var program = environment.Compile(expression);
        Assert.That(program.Evaluate(activation, out _).IsTrue, Is.True);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            program.Evaluate(activation, out _);
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Times, Is.LessThanOrEqualTo(bytes));
    }
}
