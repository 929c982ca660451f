using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Lists as sets.</summary>
internal static class SetLibrary
{
    public static void Declare(FunctionTable table)
    {
        table.Add("list_sets_contains_list", "sets.contains(list(T),list(T)):bool", static args => Contains(args[0], args[1]));
        table.Add("list_sets_equivalent_list", "sets.equivalent(list(T),list(T)):bool", static args => Contains(args[0], args[1]) && Contains(args[1], args[0]));
        table.Add("list_sets_intersects_list", "sets.intersects(list(T),list(T)):bool", static args => Intersects(args[0], args[1]));
    }

    private static bool Contains(CelValue value, CelValue part)
    {
        part.TryList(out var items);
        for (var i = 0; i < items.Count; i++)
        {
            if (!Arithmetic.In(items[i], value).IsTrue)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Intersects(CelValue left, CelValue right)
    {
        left.TryList(out var items);
        for (var i = 0; i < items.Count; i++)
        {
            if (Arithmetic.In(items[i], right).IsTrue)
            {
                return true;
            }
        }

        return false;
    }
}
