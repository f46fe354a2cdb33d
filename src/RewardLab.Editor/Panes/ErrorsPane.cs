using RewardLab.Editor.Controls;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Projects;
using RewardLab.Editor.Themes;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>What failed to load, and why.</summary>
internal sealed class ErrorsPane : View
{
    private const int DetailRows = 6;

    private readonly ItemList _list;
    private IReadOnlyList<ProjectError> _errors = [];

    public ErrorsPane(Appearance appearance)
    {
        CanFocus = true;
        _list = new ItemList(appearance)
        {
            Height = Dim.Fill(Dim.Func(_ => DetailHeight)),
            Count = () => _errors.Count,
            Row = (row, _) => new InkLine().Add($"{_errors[row].Kind,-11}", Ink.Dim).Add(_errors[row].Name, Ink.Bad).Add($"  {_errors[row].Reason}"),
            Hint = static () => "no errors: everything has loaded",
        };
        var details = new ItemList(appearance)
        {
            Y = Pos.AnchorEnd(DetailRows),
            Height = Dim.Func(_ => DetailHeight),
            Count = () => Details.Count,
            Row = (row, _) => Details[row],
            CanFocus = false,
        };
        _list.Chosen += _ => details.SetNeedsDraw();
        _list.Entered += row => Entered?.Invoke(_errors[row]);
        Add(_list, details);
    }

    /// <summary>Enter on an error.</summary>
    public event Action<ProjectError>? Entered;

    /// <summary>The selected error; null where there is none.</summary>
    public ProjectError? Selected => _list.Selected >= 0 ? _errors[_list.Selected] : null;

    /// <summary>How many there are.</summary>
    public int Count => _errors.Count;

    private int DetailHeight => Viewport.Height >= 2 * DetailRows ? DetailRows : 0;

    private List<InkLine> Details => _list.Selected >= 0
        ?
        [
            .. FieldHelp.Wrap(_errors[_list.Selected].Reason, Viewport.Width).Take(DetailRows - 1).Select(line => InkLine.Create(line, Ink.Warning)),
            InkLine.Create("Enter goes to the place", Ink.Dim),
        ]
        : [];

    /// <summary>Shows errors.</summary>
    public void Show(IReadOnlyList<ProjectError> errors)
    {
        _errors = errors;
        _list.Select(_list.Selected);
        SetNeedsDraw();
    }
}
