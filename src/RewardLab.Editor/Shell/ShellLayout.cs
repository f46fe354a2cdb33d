using System.Drawing;
using RewardLab.Editor.Workspace;

namespace RewardLab.Editor.Shell;

/// <summary>Where the panes are, for a size of the screen. Pure.</summary>
/// <param name="Project">The project tree.</param>
/// <param name="Hierarchy">The experiment's tree.</param>
/// <param name="Inspector">The inspector.</param>
/// <param name="Center">The tabs.</param>
/// <param name="Console">The console.</param>
/// <param name="Message">The line of messages.</param>
/// <param name="LeftSplitter">The bar right of the left panes; empty where there is none.</param>
/// <param name="RightSplitter">The bar left of the right pane; empty where there is none.</param>
/// <param name="HierarchySplitter">The bar above the hierarchy; empty where there is none.</param>
/// <param name="ConsoleSplitter">The bar above the console; empty where there is none.</param>
internal sealed record ShellLayout(
    Rectangle Project,
    Rectangle Hierarchy,
    Rectangle Inspector,
    Rectangle Center,
    Rectangle Console,
    Rectangle Message,
    Rectangle LeftSplitter,
    Rectangle RightSplitter,
    Rectangle HierarchySplitter,
    Rectangle ConsoleSplitter)
{
    /// <summary>From this width on the inspector has a column of its own.</summary>
    public const int WideColumns = 110;

    private const int MinSide = 16;
    private const int MinCenter = 24;
    private const int MinConsole = 3;
    private const int MinMiddle = 6;

    /// <summary>Lays the panes out.</summary>
    /// <param name="size">Columns and rows; the last row is the status bar's, the one above it the messages'.</param>
    /// <param name="settings">What the user has dragged.</param>
    /// <param name="open">Of the panes in one column, the one that is open; of the others the title is seen.</param>
    /// <param name="alone">The part that has the whole screen; null for none.</param>
    public static ShellLayout Compute(Size size, EditorSettings settings, ShellPart open, ShellPart? alone)
    {
        var messageRows = size.Height > MinMiddle + 2 ? 1 : 0;
        var (width, rows) = (Math.Max(0, size.Width), Math.Max(0, size.Height - 1 - messageRows));
        var message = new Rectangle(0, rows, width, messageRows);
        if (alone is not null || width < MinSide + MinCenter + 1 || rows < MinMiddle)
        {
            var all = new Rectangle(0, 0, width, rows);
            Rectangle Of(ShellPart part) => part == (alone ?? ShellPart.Center) ? all : default;
            return new ShellLayout(
                Of(ShellPart.Project),
                Of(ShellPart.Hierarchy),
                Of(ShellPart.Inspector),
                Of(ShellPart.Center),
                Of(ShellPart.Console),
                message,
                default,
                default,
                default,
                default);
        }

        var consoleHeight = Math.Clamp(settings.ConsoleHeight ?? rows / 5, MinConsole, Math.Max(MinConsole, rows - MinMiddle - 1));
        var middle = rows - consoleHeight - 1;
        if (middle < MinMiddle)
        {
            (consoleHeight, middle) = (0, rows);
        }

        var console = consoleHeight > 0 ? new Rectangle(0, middle + 1, width, consoleHeight) : default;
        var consoleSplitter = consoleHeight > 0 ? new Rectangle(0, middle, width, 1) : default;
        var isWide = width >= WideColumns;

        // Widths that were dragged on a wider screen leave the centre its share of a narrower one.
        var center = Math.Max(MinCenter, width * (isWide ? 2 : 3) / 5);
        var max = (width - center - (isWide ? 2 : 1)) / (isWide ? 2 : 1);
        var left = Math.Clamp(settings.LeftWidth ?? Math.Max(width / 5, 28), MinSide, Math.Max(MinSide, max));
        var leftSplitter = new Rectangle(left, 0, 1, middle);
        if (isWide)
        {
            var right = Math.Clamp(settings.RightWidth ?? Math.Max(width / 4, 30), MinSide, max);
            var below = Math.Clamp(settings.HierarchyHeight ?? (middle - 1) * 45 / 100, 1, Math.Max(1, middle - 3));
            return new ShellLayout(
                new Rectangle(0, 0, left, middle - below - 1),
                new Rectangle(0, middle - below, left, below),
                new Rectangle(width - right, 0, right, middle),
                new Rectangle(left + 1, 0, width - left - right - 2, middle),
                console,
                message,
                leftSplitter,
                new Rectangle(width - right - 1, 0, 1, middle),
                new Rectangle(0, middle - below - 1, left, 1),
                consoleSplitter);
        }

        int HeightOf(ShellPart pane) => pane == open ? middle - 2 : 1;
        var (project, hierarchy) = (HeightOf(ShellPart.Project), HeightOf(ShellPart.Hierarchy));
        return new ShellLayout(
            new Rectangle(0, 0, left, project),
            new Rectangle(0, project, left, hierarchy),
            new Rectangle(0, project + hierarchy, left, middle - project - hierarchy),
            new Rectangle(left + 1, 0, width - left - 1, middle),
            console,
            message,
            leftSplitter,
            default,
            default,
            consoleSplitter);
    }
}
