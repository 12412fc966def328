"""Replies made comparable: one form for all the ways of writing the same thing."""

import unicodedata
from functools import lru_cache

# Traditional characters that replies and courses are likely to hold, each with its simple form.
_PAIRS = """
乾干 佔占 併并 來来 係系 倉仓 個个 們们 偉伟 側侧 偽伪 傘伞 備备 傳传 債债 傷伤 傾倾 僅仅 價价 儀仪 億亿 償偿 優优 儲储 兒儿 內内 兩两 冊册 凍冻 別别
刪删 則则 剎刹 剛刚 創创 劃划 劇剧 劉刘 劍剑 劑剂 動动 務务 勝胜 勞劳 勢势 勵励 勸劝 匯汇 區区 協协 卻却 厭厌 參参 叄叁 吳吴 員员 問问 啓启 啟启 喚唤
喪丧 單单 嗎吗 嘆叹 嘗尝 噴喷 嚇吓 嚴严 囉啰 囑嘱 國国 圍围 園园 圓圆 圖图 團团 執执 報报 場场 塊块 塗涂 塵尘 墊垫 墜坠 壇坛 壓压 壞坏 壯壮 夠够 夢梦
夥伙 夾夹 奪夺 奮奋 妝妆 婦妇 媽妈 嬰婴 孫孙 學学 實实 寧宁 審审 寫写 寬宽 寶宝 將将 專专 尋寻 對对 導导 層层 屬属 島岛 帥帅 師师 帳帐 帶带 幣币 幫帮
幹干 幾几 庫库 廠厂 廢废 廣广 廳厅 弒弑 張张 強强 彆别 彈弹 彎弯 彙汇 後后 徑径 從从 復复 徵征 恆恒 惡恶 惱恼 愛爱 態态 慣惯 慮虑 慶庆 憂忧 憐怜 憑凭
憶忆 應应 懲惩 懷怀 懸悬 戰战 戲戏 戶户 掃扫 掛挂 採采 揀拣 換换 揮挥 損损 搖摇 搶抢 撥拨 撲扑 撿捡 擁拥 擇择 擊击 擋挡 擔担 據据 擠挤 擬拟 擴扩 擺摆
擾扰 攔拦 攜携 攝摄 敗败 敵敌 數数 斬斩 斷断 於于 昇升 時时 暈晕 暢畅 暫暂 曆历 曉晓 曬晒 書书 會会 東东 條条 棄弃 業业 極极 榮荣 構构 槍枪 槓杠 樁桩
樂乐 樓楼 標标 樣样 樹树 橋桥 機机 橫横 檢检 櫃柜 欄栏 權权 歐欧 歡欢 歲岁 歷历 歸归 殘残 殺杀 殼壳 毀毁 氣气 氫氢 決决 沒没 沖冲 況况 洩泄 涼凉 淚泪
淨净 淺浅 減减 測测 湊凑 準准 溫温 滅灭 滾滚 滿满 漁渔 漢汉 漲涨 漸渐 潔洁 潤润 澤泽 濕湿 濟济 瀏浏 灣湾 災灾 為为 無无 煙烟 熱热 燈灯 燒烧 燙烫 營营
爐炉 爛烂 爭争 爲为 爺爷 牆墙 牽牵 犧牺 狀状 狹狭 猶犹 獄狱 獎奖 獨独 獲获 獵猎 獻献 現现 瑪玛 環环 瓊琼 產产 畝亩 畢毕 畫画 異异 當当 疊叠 瘋疯 瘡疮
療疗 癢痒 癮瘾 發发 皺皱 盜盗 盡尽 監监 盤盘 眾众 睏困 睜睁 矚瞩 矯矫 砲炮 碩硕 確确 碼码 礎础 礙碍 祕秘 禍祸 禦御 禮礼 稅税 種种 稱称 穀谷 積积 穩稳
穫获 窩窝 窮穷 竄窜 竊窃 競竞 筆笔 筍笋 節节 範范 築筑 簡简 簽签 籃篮 籌筹 籤签 粵粤 糧粮 糾纠 紀纪 約约 紅红 紋纹 納纳 純纯 紙纸 級级 紛纷 細细 終终
組组 結结 絕绝 絡络 給给 統统 絲丝 綁绑 經经 綜综 綠绿 維维 網网 緊紧 緒绪 線线 締缔 緣缘 編编 緩缓 練练 緻致 縣县 縫缝 縮缩 縱纵 總总 績绩 織织 繞绕
繪绘 繫系 繳缴 繼继 續续 纏缠 罰罚 罵骂 罷罢 羅罗 羨羡 義义 習习 聖圣 聞闻 聯联 聰聪 聲声 聳耸 職职 聽听 肅肃 脅胁 腦脑 腫肿 腳脚 腸肠 膠胶 膩腻 膽胆
臉脸 臨临 臺台 興兴 舉举 舊旧 舖铺 艦舰 艱艰 莊庄 華华 萬万 葉叶 蓋盖 蔣蒋 蔥葱 蕩荡 薦荐 薩萨 藍蓝 藝艺 藥药 蘇苏 蘋苹 蘭兰 處处 號号 虧亏 蝕蚀 蟲虫
衆众 術术 衛卫 衝冲 衞卫 衹只 裏里 補补 裝装 裡里 製制 複复 褲裤 襪袜 襯衬 規规 視视 親亲 覺觉 覽览 觀观 觸触 訂订 計计 訊讯 討讨 訓训 託托 記记 設设
許许 訴诉 診诊 註注 詁诂 詐诈 評评 詛诅 詞词 詢询 試试 話话 該该 詳详 誇夸 誌志 認认 誘诱 語语 誠诚 誤误 說说 誰谁 課课 調调 談谈 請请 諒谅 論论 諗谂
諾诺 謀谋 謊谎 講讲 謝谢 謠谣 謹谨 證证 識识 譜谱 譯译 議议 護护 譽誉 讀读 變变 讓让 讚赞 豐丰 豬猪 貓猫 貝贝 負负 財财 貢贡 貨货 販贩 貪贪 責责 貳贰
貴贵 買买 貸贷 費费 貼贴 賀贺 資资 賊贼 賓宾 賠赔 賣卖 賤贱 質质 賬账 賴赖 賺赚 購购 賽赛 贈赠 贊赞 贏赢 趕赶 趙赵 跡迹 踐践 蹤踪 躍跃 軀躯 車车 軌轨
軍军 軟软 較较 載载 輔辅 輕轻 輛辆 輝辉 輪轮 輸输 轉转 轎轿 轟轰 辦办 辭辞 辯辩 農农 這这 連连 週周 進进 遊游 運运 過过 達达 違违 遙遥 遞递 遠远 適适
遲迟 遷迁 選选 遺遗 邁迈 還还 邊边 邏逻 郵邮 鄉乡 鄭郑 鄰邻 醜丑 醫医 醬酱 釀酿 釋释 釘钉 針针 鈔钞 鈕钮 鈴铃 鉛铅 鉤钩 銀银 銷销 鋒锋 鋪铺 鋼钢 錄录
錢钱 錦锦 錯错 錶表 鍋锅 鍵键 鍾钟 鎖锁 鎮镇 鏈链 鏟铲 鏡镜 鐘钟 鐵铁 鑑鉴 鑒鉴 鑰钥 長长 門门 閃闪 閉闭 開开 閒闲 間间 閘闸 閱阅 闊阔 闖闯 關关 陣阵
陰阴 陳陈 陸陆 陽阳 隊队 階阶 際际 隨随 險险 隱隐 隻只 雖虽 雙双 雜杂 雞鸡 離离 難难 雲云 電电 霧雾 靈灵 靜静 韓韩 韻韵 響响 頁页 頂顶 項项 順顺 須须
預预 頓顿 領领 頭头 頸颈 頻频 顆颗 題题 額额 顏颜 願愿 類类 顧顾 顯显 風风 颱台 飄飘 飛飞 飯饭 飲饮 飼饲 養养 餓饿 餘余 館馆 餵喂 饅馒 馬马 馳驰 駐驻
駕驾 駛驶 騎骑 騙骗 騰腾 騷骚 驅驱 驗验 驚惊 驟骤 髒脏 體体 髮发 鬆松 鬥斗 鬧闹 鬱郁 魚鱼 鮮鲜 鳥鸟 鴨鸭 鵝鹅 鹽盐 麗丽 麥麦 麵面 麼么 黃黄 點点 黨党
黴霉 齊齐 齒齿 齡龄 龍龙 龜龟
"""
_SIMPLE = {ord(pair[0]): pair[1] for pair in _PAIRS.split()}

# What NFKC leaves, or turns into more characters than one.
_BEFORE = str.maketrans(
    {
        **{chr(0x2160 + n): str(n + 1) for n in range(12)},  # Ⅰ-Ⅻ
        **{chr(0x2170 + n): str(n + 1) for n in range(12)},  # ⅰ-ⅻ
        **{chr(0x3220 + n): str(n + 1) for n in range(10)},  # ㈠-㈩
        **{chr(0x2776 + n % 10 + n // 10 * 10): str(n % 10 + 1) for n in range(30)},  # ❶ ➀ ➊
        **{chr(0x1F130 + n): chr(97 + n) for n in range(26)},  # 🄰
        **{chr(0x1F150 + n): chr(97 + n) for n in range(26)},  # 🅐
        **{chr(0x1F170 + n): chr(97 + n) for n in range(26)},  # 🅰
        **dict.fromkeys("✓✔✅☑", "√"),
        **dict.fromkeys("✗✘❌❎✖", "×"),
    }
)
_DROPPED = {"So", "Sk", "Cf", "Cc", "Cs", "Co", "Cn", "Mn", "Me"}


@lru_cache(1024)
def plain(text: str) -> str:
    """``text`` in its comparable form: width, case and script folded, emoji and control
    characters gone, runs of white space one space. Punctuation stays.

    Simplified for matching only; what people read is never made from it.
    """
    folded = unicodedata.normalize("NFKC", text.translate(_BEFORE)).lower()
    kept = (c if not c.isspace() else " " for c in folded if c.isspace() or _stays(c))
    return " ".join(unicodedata.normalize("NFKC", "".join(kept)).translate(_SIMPLE).split())


def _stays(char: str) -> bool:
    return unicodedata.category(char) not in _DROPPED
