using LightKube.Api.Documents;

namespace LightKube.Api.Apply;

/// <summary>
/// The merge of two lists whose items have keys. The configuration's items come in the configuration's order; the object's others stay where they
/// are between them.
/// </summary>
internal sealed class ListMerge(ItemKeys old, ItemKeys wanted, Func<Value, Value, Value> mergeItem)
{
    private readonly DocList _result = new(Math.Max(old.Count, wanted.Count));
    private readonly bool[] _merged = new bool[wanted.Count];
    private int _shared = -1;

    public DocList Run()
    {
        NextShared();
        var (i, j) = (0, 0);
        while (i < old.Count || j < wanted.Count)
        {
            if (i < old.Count && j < wanted.Count)
            {
                if (old[i].Text == wanted[j].Text)
                {
                    Take(j++);
                    i++;
                    NextShared();
                    continue;
                }

                if (wanted.IndexOf(old[i]) >= 0 && _shared < wanted.Count && wanted[_shared].Text != old[i].Text)
                {
                    // One of both, but another of both comes first: it is taken when its turn comes.
                    i++;
                    continue;
                }
            }

            if (i < old.Count)
            {
                var place = wanted.IndexOf(old[i]);
                if (place < 0)
                {
                    _result.Add(old.ItemAt(i++));
                    continue;
                }

                i += _merged[place] ? 1 : 0;
            }

            if (j < wanted.Count)
            {
                var isShared = j == _shared;
                Take(j++);
                if (isShared)
                {
                    NextShared();
                }
            }
        }

        return _result;
    }

    // An item that stands several times in the object is not merged with any of them.
    private void Take(int index)
    {
        _merged[index] = true;
        var place = old.IndexOf(wanted[index]);
        var left = place < 0 ? default : old.IsRepeated(place) ? Value.Null : old.ItemAt(place);
        _result.Add(mergeItem(left, wanted.ItemAt(index)));
    }

    // The next of the configuration's items that the object has too.
    private void NextShared()
    {
        do
        {
            _shared++;
        }
        while (_shared < wanted.Count && old.IndexOf(wanted[_shared]) < 0);
    }
}
