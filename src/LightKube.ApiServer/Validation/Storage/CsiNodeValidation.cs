using LightKube.Api.Storage.V1;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>CSINodes: the drivers of a node.</summary>
internal sealed class CsiNodeValidation() : KindValidation(CSINode.Schema)
{
    private const int MaxNodeId = 192;

    protected override void Validate(Field obj)
    {
        var drivers = obj["spec"]["drivers"];
        var names = default(SeenTexts);
        for (var i = 0; i < drivers.Count; i++)
        {
            Driver(drivers[i], ref names);
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        var (drivers, before) = (new NamedItems(obj["spec"]["drivers"]), old["spec"]["drivers"]);
        for (var i = 0; i < before.Count; i++)
        {
            if (drivers.Find(before[i]["name"].Text) is { IsSet: true } driver && !SameButCount(driver, before[i]))
            {
                obj.Named("CSINodeDriver").Invalid(driver.Value, FieldRules.Immutable);
            }
        }
    }

    // How many volumes a node takes may turn out to be another number.
    private static bool SameButCount(Field driver, Field old) =>
        driver["nodeID"].Same(old["nodeID"]) && (driver["topologyKeys"].Same(old["topologyKeys"]) || driver["topologyKeys"].Count + old["topologyKeys"].Count == 0);

    private static void Driver(Field driver, ref SeenTexts names)
    {
        var (name, node) = (driver["name"], driver["nodeID"]);
        CsiVolumeSource.DriverName(name);
        node.Require();
        if (node.Text.Length > MaxNodeId)
        {
            node.Invalid($"must be {MaxNodeId} characters or less");
        }

        driver["allocatable"]["count"].BeNotNegative();
        if (!names.Add(name.Text))
        {
            name.Duplicate(name.Text);
        }

        Topology(driver);
    }

    // Upstream names the driver, not the key.
    private static void Topology(Field driver)
    {
        var keys = driver["topologyKeys"];
        var seen = default(SeenTexts);
        for (var i = 0; i < keys.Count; i++)
        {
            var key = keys[i].Text;
            if (key.Length == 0)
            {
                driver.Required();
            }

            if (!seen.Add(key))
            {
                driver.Duplicate(key);
            }

            foreach (var problem in NameRules.QualifiedName(key))
            {
                driver.Invalid(keys.Value, problem);
            }
        }
    }
}
