using System.Globalization;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Documents;
using RewardLab.Editor.Themes;
using RewardLab.Hosting.Recipes.Sources;
using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Panes;

/// <summary>The text of a recipe, or of a file that it loads, with line numbers and the compiler's complaints.</summary>
internal sealed class RecipePane : View
{
    private const int MaxProblemRows = 6;

    private readonly ItemList _list;
    private readonly ItemList _problemList;
    private IReadOnlyList<IReadOnlyList<RecipeToken>> _lines = [];
    private IReadOnlyList<string> _problems = [];
    private int _marked = -1;

    public RecipePane(Appearance appearance)
    {
        CanFocus = true;
        _list = new ItemList(appearance)
        {
            Height = Dim.Fill(Dim.Func(_ => ProblemRows)),
            Count = () => _lines.Count,
            Row = Row,
            ScrollsSideways = true,
            Hint = static () => "no recipe is open: select one in Project and press Enter",
        };
        _problemList = new ItemList(appearance)
        {
            Y = Pos.Func(_ => Math.Max(0, Viewport.Height - ProblemRows)),
            Height = Dim.Func(_ => ProblemRows),
            Count = () => _problems.Count,
            Row = (row, _) => InkLine.Create(Shown(_problems[row]), Ink.Bad),
            ScrollsSideways = true,
        };
        _list.KeyPressed += OnKey;
        _list.Entered += _ => EditRequested?.Invoke(Path, _list.Selected + 1);
        _problemList.Entered += row => JumpRequested?.Invoke(_problems[row]);
        Add(_list, _problemList);
    }

    /// <summary>The file is to be opened in the user's own editor, at a line from 1.</summary>
    public event Action<string, int>? EditRequested;

    /// <summary>Enter on a complaint.</summary>
    public event Action<string>? JumpRequested;

    /// <summary>The file that is seen; empty for none.</summary>
    public string Path { get; private set; } = "";

    /// <summary>How many complaints there are.</summary>
    public int ProblemCount => _problems.Count;

    /// <summary>The line that is selected, from 1.</summary>
    public int CurrentLine => _list.Selected + 1;

    private int ProblemRows => Math.Min(_problems.Count, Math.Min(MaxProblemRows, Math.Max(0, Viewport.Height - 3)));

    /// <summary>Shows a text.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="line">The line to go to, from 1; 0 to stay where one is in the same file.</param>
    public void Show(string path, IReadOnlyList<IReadOnlyList<RecipeToken>> lines, int line)
    {
        var isSame = path == Path;
        (Path, _lines) = (path, lines);
        _marked = line > 0 ? line - 1 : -1;
        if (line > 0 || !isSame)
        {
            _list.Select(Math.Max(0, line - 1));
        }

        SetNeedsDraw();
    }

    /// <summary>Shows what the compiler says, a line for each complaint.</summary>
    public void ShowProblems(IReadOnlyList<string> problems)
    {
        _problems = problems;
        SetNeedsLayout();
        SetNeedsDraw();
    }

    private InkLine Row(int index, int width)
    {
        var digits = _lines.Count.ToString(CultureInfo.InvariantCulture).Length;
        var line = new InkLine().Add($"{(index + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits)} ", index == _marked ? Ink.Bad : Ink.Dim);
        return line.Add(RecipeInk.Line(_lines[index]));
    }

    // Of the file that is seen the line says enough.
    private string Shown(string problem) =>
        SourcePlace.In(problem) is { } place
        && System.IO.Path.GetFullPath(place.Path) == Path
        && problem.IndexOf("): ", StringComparison.Ordinal) is > 0 and var end
            ? string.Create(CultureInfo.InvariantCulture, $"line {place.Line}: {problem[(end + 3)..]}")
            : problem;

    private bool OnKey(int row, Key key)
    {
        if (key != new Key('e') || Path.Length == 0)
        {
            return false;
        }

        EditRequested?.Invoke(Path, row + 1);
        return true;
    }
}
