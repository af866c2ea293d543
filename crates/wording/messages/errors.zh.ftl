# 各模块的错误文本，中文。键与 errors.en.ftl 相同；解析程序或系统给出的原文为 { $reason }。

## 单位、数值、分布
problem-dimension-mismatch = 量纲不同：{ $left }为{ $left_dimension }，{ $right }为{ $right_dimension }
problem-dimension-mismatch-remedy = 请用 --unit 给出与产品量纲相同的单位。
problem-unknown-unit = “{ $text }”中的单位“{ $symbol }”未知
problem-unknown-unit-remedy = 可用单位：kg、t、万吨、MJ、kWh、万kWh、tce、m3、Nm3、t*km、item 等。
problem-unit-syntax = “{ $text }”无法按单位读取：第{ $at }个字符处应为 { $reason }
problem-unit-syntax-remedy = 请写成 kg、t*km、kgCO2e/kWh 或 m^3 的形式。
problem-number = “{ $text }”不是以数字开头
problem-number-remedy = 请先写数值再写单位，如 1 t。
problem-factor-too-large = 单位换算系数过大，无法精确表示
problem-factor-too-large-remedy = 请使用与数量更接近的单位。
problem-distribution = “{ $text }”无法按概率分布读取：{ $reason }
problem-distribution-remedy = 请写成 lognormal(gsd=1.2)、normal(sd=0.1) 或 uniform(min=1,max=2) 的形式。
problem-uncertainty-syntax = 不确定度“{ $text }”：第{ $at }个字符处应为 { $expected }
problem-uncertainty-form = 不确定度“{ $text }”：没有“{ $form }”这种形式，可用 lognormal、normal、uniform、triangular、pert
problem-uncertainty-arguments = 不确定度“{ $text }”：{ $form } 的参数应为 { $takes }
problem-uncertainty-not-finite = { $name } 应为有限数，不能是 { $value }
problem-uncertainty-negative = { $name } 不能为负，现为 { $value }
problem-uncertainty-unordered = 应满足 min ≤ mode ≤ max，现为 min = { $min }、mode = { $mode }、max = { $max }
problem-uncertainty-amount-outside = 数量 { $amount } 超出其上下限 { $min } 至 { $max }
problem-pedigree-syntax = 谱系矩阵“{ $text }”：应为以“;”分隔的五个1至5的评分，可加“@”和基本方差
problem-pedigree-score = 谱系矩阵“{ $text }”：{ $indicator } 评分应为1至5，不能是“{ $score }”

## 模型
problem-formula-syntax = 公式“{ $formula }”在第{ $at }个字符处无法读取：{ $reason }
problem-formula-syntax-remedy = 公式可用 + - * / ^、括号、参数名以及 min、max、exp、ln 等函数。
problem-unknown-parameter = 公式“{ $formula }”中的“{ $name }”没有定义
problem-unknown-parameter-remedy = 请定义该参数，或更正其名称。
problem-parameter-ring = 参数循环引用：{ $ring }
problem-parameter-ring-remedy = 请给其中一个参数赋以数值。
problem-formula-not-finite = 公式“{ $formula }”的结果为 { $value }，不是有限数
problem-formula-not-finite-remedy = 请检查除数和指数。
problem-patch-syntax = 补丁文件无法读取：{ $reason }
problem-patch-syntax-remedy = 格式见 docs/formats/patch.md。
problem-patch-target = 补丁“{ $patch }”第{ $change }项修改：{ $reason }
problem-patch-target-remedy = 请用 `verdigris find` 核对标识。

## 打包的因子与标准
problem-not-available = 不可用：需要{ $what }
problem-not-available-remedy = 请给出自有数值及其来源。
problem-superseded = { $standard } 在{ $year }年不适用：已被 { $successor } 替代
problem-superseded-remedy = 请使用替代它的标准。
problem-registry-row = { $file } 第{ $row }行：{ $reason }
problem-registry-row-remedy = 请更正该行；各列见 docs/formats 下的说明。

## 工厂记录
problem-activity-row = { $file } 第{ $row }行：{ $reason }
problem-activity-row-remedy = 请更正该行；格式见 docs/formats/activity.md。
problem-unknown-sector = 没有行业“{ $sector }”；现有：{ $known }
problem-unknown-sector-remedy = 请从中选择（标识或名称）。
problem-unknown-item = { $place }：没有项目或计量内容“{ $id }”
problem-unknown-item-remedy = 项目和计量内容请从模板列表中选择。
problem-activity-unit = { $place }：单位不符：{ $reason }
problem-activity-unit-remedy = 单位请从模板列表中选择。
problem-no-output = 没有主产品产量，无法计算足迹和单位产品指标：需要 { $products } 之一的产量
problem-no-output-remedy = 请记录该行业一种主产品的产量。
problem-activity-overflow = { $item }：合计过大，无法以精确小数表示
problem-activity-overflow-remedy = 请检查数量所用的单位。

## 核算标准
problem-scheme = 核算标准 { $scheme } 的文件无法读取：{ $reason }
problem-scheme-remedy = 格式见 docs/methods/accounts.md。
problem-unknown-scheme = 没有核算标准“{ $id }”；现有：{ $known }
problem-unknown-scheme-remedy = 请用 --scheme 选择其中之一。
problem-scheme-superseded = 核算标准 { $scheme } 不适用于{ $year }年：已被 { $successor } 替代
problem-scheme-superseded-remedy = 请使用替代标准，或给出较早年份的记录。
problem-scheme-not-yet = 核算标准 { $scheme } 自{ $first }年起适用，不适用于{ $year }年
problem-scheme-not-yet-remedy = 请使用该年份适用的标准。
problem-scheme-sector = 核算标准 { $scheme } 不覆盖行业 { $sector }；覆盖：{ $covered }
problem-scheme-sector-remedy = 去掉 --scheme 即采用适用的全部标准。
problem-not-comparable = { $from } 与 { $to } 的核算结果无法比较：{ $reason }
problem-not-comparable-remedy = 请比较同一工厂、同类的核算结果。

## 文件
problem-io = 无法读写 { $path }：{ $reason }
problem-io-remedy = 请检查路径是否存在、是否有读写权限。
problem-archive-damaged = { $path }：压缩包已损坏：{ $reason }
problem-archive-damaged-remedy = 请重新下载或导出；压缩包尾部或其中文件缺失或被改动。
problem-archive-unsafe-member = { $path }：拒绝其中的文件“{ $member }”：{ $reason }
problem-archive-unsafe-member-remedy = 请用相对路径且不含链接重新打包。
problem-archive-duplicate-member = { $path }：有{ $count }个文件重名，如“{ $member }”
problem-archive-duplicate-member-remedy = 请重新打包，使每个文件名称唯一。
problem-limit-exceeded = { $path }：{ $what } 为 { $found }，超过上限 { $limit }
problem-limit-exceeded-remedy = 文件来源可信时，可提高导入上限。
problem-unknown-format = { $path }：无法识别格式：{ $reason }
problem-unknown-format-remedy = 请指明格式，或提供 openLCA JSON-LD、ILCD、EcoSpold、SimaPro、Brightway 或表格文件。
problem-syntax = { $member } 第{ $line }行第{ $column }列：{ $reason }
problem-syntax-remedy = 请更正该处，或重新导出文件。
problem-encoding = { $member }：第{ $at }字节不是 { $encoding } 编码
problem-encoding-remedy = 请将文件另存为 UTF-8，或指明其编码。
problem-structure = { $member }：{ $reason }
problem-structure-remedy = 请从原软件重新导出数据。
problem-write = 无法写出 { $what }：{ $reason }
problem-write-remedy = 请选择其他格式或其他文件。

## 生命周期计算
problem-inventory-not-square = 系统有{ $products }个产品、{ $activities }个活动；每个产品须有一个生产活动
problem-inventory-dimension = { $what }：应为 { $expected }，实为 { $found }
problem-inventory-declared-pair = 活动 { $activity } 声明生产产品 { $product }，但该声明不可用
problem-inventory-unpaired = 产品 { $products } 没有生产活动，活动 { $activities } 没有产品
problem-inventory-no-production = 活动 { $activity } 的产品净产出为零
problem-inventory-not-finite = 活动 { $activity } 中产品 { $product } 的数量不是有限数
problem-inventory-outside = 编号 { $index } 超出规模为 { $size } 的系统
problem-inventory-singular = 活动 { $activities } 构成的循环没有唯一解
problem-inventory-uncertain-place = { $matrix } 第{ $row }行第{ $column }列没有元素，却有不确定的数量
problem-inventory-runs-differ = 两次抽样不能合并：{ $reason }
problem-inventory-plan-mismatch = 已存求解方案属于另一结构
problem-inventory-plan-damaged = 已存求解方案已损坏：{ $reason }

## 诊断
problem-diagnosis-row = 减排措施：{ $file } 第{ $row }行：{ $reason }
problem-diagnosis-row-remedy = 请更正文件，格式见 docs/methods/diagnosis.md。
problem-diagnosis-shape = { $what }：应有{ $expected }个数值，实有{ $found }个
problem-diagnosis-value = { $what }：{ $value } 不符合要求（{ $needed }）
problem-diagnosis-unit = { $what }：{ $left } 与 { $right } 无法比较
problem-diagnosis-unit-remedy = 请使用量纲相同的单位。
problem-diagnosis-overflow = { $what }：数值过大，无法精确表示
problem-diagnosis-unknown = 没有“{ $id }”（{ $what }）
problem-diagnosis-programme = 无法评价 { $unit } 的效率：{ $reason }
problem-diagnosis-evaluation = 无法在该工厂评价 { $what }：{ $reason }
problem-diagnosis-evaluation-remedy = 请核对措施所用参数，格式见 docs/methods/diagnosis.md。

## 联盟规则
problem-bad-id = “{ $text }”不是编号；编号为32位0–9、a–f字符
problem-unknown-word = “{ $word }”不在可用取值之内
problem-grant-terms = 授权条款无法读取：{ $reason }
problem-grant-terms-remedy = 请至少指明一个工厂、一类数据和截止时间。
problem-grant-history = 授权的历史记录无法读取：{ $reason }

## 存储
problem-database-unavailable = 数据库没有响应：{ $reason }
problem-database-unavailable-remedy = 请确认数据库正在运行且可以连接，然后重试。
problem-database-address = 数据库地址不可用：{ $reason }
problem-database-address-remedy = 请检查数据库的地址、名称和口令，见 docs/guide/server.md。
problem-database-tls = sslmode={ $mode }：本程序与 PostgreSQL 之间不使用 TLS
problem-database-tls-remedy = 请使用本机套接字，或在本机终结 TLS 的隧道或代理；见 docs/guide/server.md。
problem-database-unencrypted = 与 { $host } 上的数据库的通信将不加密
problem-database-unencrypted-remedy = 请使用本机套接字，或在本机终结 TLS 的隧道；若网络本身安全，请用 sslmode=disable 明确说明。
problem-database-damaged = 数据库已损坏或不是数据库：{ $reason }
problem-database-damaged-remedy = 请保留原文件，并用 `verdigris restore` 恢复最近的备份。
problem-database-newer = 数据库结构版本为 { $found }，本程序最高支持 { $known }
problem-database-newer-remedy = 请使用较新的程序；数据库不会退回旧版本。
problem-database-other = 该数据库的第{ $number }次迁移与本程序不一致
problem-database-other-remedy = 该数据库由其他程序建立：请使用该程序，或另用数据目录。
problem-database-role = 缺少数据库角色 { $role }；请由管理员执行：{ $statements }
problem-database-role-remedy = 该角色的用途见 docs/formats/store.md。
problem-database = 数据库拒绝了操作：{ $reason }
problem-database-remedy = 请重试；如仍出现，请将时间和请求编号告知运维人员。
problem-refused = 数据库拒绝向该读者提供
problem-refused-remedy = 该内容不可读取；如已有授权，请告知运维人员。
problem-bad-row = 已存数值无法读取：{ $what }
problem-bad-row-remedy = 请用 `verdigris log verify` 检查存储是否完整；不完整时请恢复最近的备份。
problem-backup = 备份或恢复被拒绝：{ $reason }
problem-backup-remedy = 请另选文件或目录；PostgreSQL 请使用其自带工具。
problem-file = { $path }：{ $reason }
problem-file-remedy = 请检查路径是否存在、本程序用户是否有权限以及磁盘空间。
problem-log-broken = 日志校验未通过：{ $reason }
problem-log-broken-remedy = 请保持该数据目录原样，并与最近的备份及他人保存的检查点比对。
